// The camera of all walks' browsers: a file that Chromium opens anew whenever a page opens the
// camera, so what it sees can change. The microphone beeps.
import { renameSync, writeFileSync } from 'node:fs';
import { chromiumCamera, selfie, writeCamera, y4m } from './pictures.mjs';

export const somebody = { name: 'ADA LOVELACE', number: 'L898902C', born: '1990-12-31' };

let file;

export function camera_arguments(folder) {
  file = writeCamera(folder, [selfie(somebody, [])]);
  return chromiumCamera(file);
}

// From the next opening of a camera on.
export function camera_sees(...pictures) {
  // In one step: another walk may be reading the old one.
  writeFileSync(`${file}.new`, y4m(pictures));
  renameSync(`${file}.new`, file);
}
