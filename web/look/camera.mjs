// What the fake camera sees while somebody looks: nobody, with a card and a paper.
import { paperLines, selfie } from '../../test/walks/lib/pictures.mjs';

const person = { name: 'ADA MUSTER', number: 'X1234567', born: '1990-12-31' };

export function camera_pictures() {
  return [selfie(person, paperLines('Harbour Exchange', '2026-11-23', 'K7Q4-M2XR'))];
}
