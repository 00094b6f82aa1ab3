// Pictures that look enough like identity cards, and like somebody holding a paper, for machines
// and for people who test: drawn, of nobody. The same words give the same picture.
//
//   const ada = { name: 'ADA MUSTER', number: 'X1234567', born: '1990-12-31' };
//   writeFileSync('front.png', png(idFront(ada)));
//   const lines = paperLines('Sparekey', '2026-11-25', 'K7Q4-M2XR');
//   const camera = writeCamera(folder, [selfie(ada, lines)]);  // For chromiumCamera(camera).
import { deflateSync } from 'node:zlib';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { crc32 } from './crc32.mjs';
import { glyph, glyphHeight, glyphWidth } from './glyphs.mjs';

// A picture: RGB, eight bits each, row by row.
export class Picture {
  constructor(width, height, colour = [255, 255, 255]) {
    this.width = width;
    this.height = height;
    this.octets = new Uint8ClampedArray(width * height * 3);
    this.rectangle(0, 0, width, height, colour);
  }

  set(x, y, [r, g, b]) {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    const at = (y * this.width + x) * 3;
    this.octets[at] = r;
    this.octets[at + 1] = g;
    this.octets[at + 2] = b;
  }

  rectangle(left, top, width, height, colour) {
    for (let y = Math.max(0, top); y < Math.min(this.height, top + height); y++)
      for (let x = Math.max(0, left); x < Math.min(this.width, left + width); x++)
        this.set(x, y, colour);
  }

  ellipse(cx, cy, rx, ry, colour) {
    for (let y = Math.floor(cy - ry); y <= cy + ry; y++)
      for (let x = Math.floor(cx - rx); x <= cx + rx; x++)
        if (((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 <= 1) this.set(x, y, colour);
  }

  text(left, top, scale, words, colour = [20, 20, 30]) {
    [...words.toUpperCase()].forEach((letter, n) => {
      const rows = glyph(letter);
      const from = left + n * (glyphWidth + 1) * scale;
      for (let y = 0; y < glyphHeight; y++)
        for (let x = 0; x < glyphWidth; x++)
          if (rows[y] & (1 << (glyphWidth - 1 - x)))
            this.rectangle(from + x * scale, top + y * scale, scale, scale, colour);
    });
  }

  // Fine wavy lines, as on banknotes, and a little grain, as from a sensor.
  texture(seed, strength = 14) {
    const random = randomOf(seed);
    const [a, b, c] = [3 + random() * 5, 5 + random() * 9, random() * 6];
    for (let y = 0; y < this.height; y++)
      for (let x = 0; x < this.width; x++) {
        const wave = Math.sin(x / a + c + Math.sin(y / (3 * b)) * 4) * Math.cos(y / b + x / 170);
        const change = wave * strength + (random() - 0.5) * 6;
        const at = (y * this.width + x) * 3;
        for (let n = 0; n < 3; n++) this.octets[at + n] += change;
      }
    return this;
  }

  // As seen by a camera out of focus, or in the dark.
  blurred(radius) {
    let from = this;
    for (const [dx, dy] of [
      [1, 0],
      [0, 1],
      [1, 0],
      [0, 1],
    ])
      from = boxBlur(from, radius, dx, dy);
    return from;
  }

  dimmed(share) {
    return this.map((octet) => octet * share);
  }

  map(change) {
    const made = new Picture(this.width, this.height);
    made.octets = this.octets.map(change);
    return made;
  }

  pasted(other, left, top) {
    for (let y = 0; y < other.height; y++)
      for (let x = 0; x < other.width; x++) {
        const at = (y * other.width + x) * 3;
        this.set(left + x, top + y, other.octets.subarray(at, at + 3));
      }
    return this;
  }

  scaled(width, height) {
    const made = new Picture(width, height);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const sx = Math.floor((x * this.width) / width);
        const sy = Math.floor((y * this.height) / height);
        const at = (sy * this.width + sx) * 3;
        made.set(x, y, this.octets.subarray(at, at + 3));
      }
    return made;
  }
}

function boxBlur(picture, radius, dx, dy) {
  const made = new Picture(picture.width, picture.height);
  const { width, height, octets } = picture;
  const step = dx ? 3 : width * 3;
  const length = dx ? width : height;
  for (let line = 0; line < (dx ? height : width); line++) {
    const begin = dx ? line * width * 3 : line * 3;
    for (let n = 0; n < 3; n++) {
      const value = (i) => octets[begin + n + Math.min(length - 1, Math.max(0, i)) * step];
      let sum = 0;
      for (let i = -radius; i <= radius; i++) sum += value(i);
      for (let i = 0; i < length; i++) {
        made.octets[begin + n + i * step] = sum / (2 * radius + 1);
        sum += value(i + radius + 1) - value(i - radius);
      }
    }
  }
  return made;
}

// mulberry32, seeded by a text: the same picture each time.
function randomOf(seed) {
  let state = 2166136261;
  for (const letter of String(seed)) state = Math.imul(state ^ letter.codePointAt(0), 16777619);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const tint = (random, low, high) => [0, 0, 0].map(() => Math.floor(low + random() * (high - low)));

// Hundredths of the height, as pixels; a letter's dot is one at least.
function measures(height) {
  const unit = height / 100;
  const px = (hundredths) => Math.round(hundredths * unit);
  return { unit, px, dot: (hundredths) => Math.max(1, px(hundredths)) };
}

// A head and shoulders out of circles: a sign for a person, and nobody's face.
function figure(picture, cx, cy, size, seed) {
  const random = randomOf(`figure ${seed}`);
  const skin = tint(random, 140, 220);
  const cloth = tint(random, 40, 140);
  const hair = tint(random, 20, 90);
  picture.ellipse(cx, cy + size * 1.5, size * 1.25, size * 0.9, cloth);
  picture.ellipse(cx, cy - size * 0.15, size * (0.7 + random() * 0.12), size * 0.95, hair);
  picture.ellipse(cx, cy, size * 0.62, size * 0.8, skin);
  picture.ellipse(cx - size * 0.24, cy - size * 0.12, size * 0.08, size * 0.06, [30, 30, 30]);
  picture.ellipse(cx + size * 0.24, cy - size * 0.12, size * 0.08, size * 0.06, [30, 30, 30]);
  picture.ellipse(cx, cy + size * 0.36, size * 0.22, size * 0.05, [120, 50, 50]);
}

export function idFront(person, { width = 1600, height = 1008, holder = person.name } = {}) {
  const seed = `front ${person.number}`;
  const random = randomOf(seed);
  const card = new Picture(width, height, tint(random, 200, 235)).texture(seed);
  const { unit, px, dot } = measures(height);
  card.rectangle(0, 0, width, px(13), tint(random, 40, 110));
  card.text(px(3), px(3.5), px(0.8), 'SPECIMEN IDENTITY CARD', [250, 250, 250]);
  const left = px(5);
  card.rectangle(left, px(20), px(45), px(58), [225, 225, 230]);
  figure(card, left + 22.5 * unit, 42 * unit, 15 * unit, holder);
  const lines = [
    ['NAME', person.name],
    ['NUMBER', person.number],
    ['BORN', person.born],
    ['VALID UNTIL', person.until ?? '2031-06-30'],
  ];
  lines.forEach(([label, value], n) => {
    const top = px(22 + n * 17);
    card.text(px(56), top, dot(0.45), label, [90, 90, 100]);
    card.text(px(56), top + px(5), dot(0.85), value);
  });
  return card;
}

export function idBack(person, { width = 1600, height = 1008 } = {}) {
  const seed = `back ${person.number}`;
  const card = new Picture(width, height, tint(randomOf(seed), 205, 240)).texture(seed);
  const { unit, px, dot } = measures(height);
  card.rectangle(0, px(10), width, px(14), [30, 30, 30]);
  card.rectangle(0, px(62), width, px(34), [240, 240, 238]);
  const filler = (text) =>
    text
      .replaceAll(/[^A-Z0-9]/g, '<')
      .padEnd(30, '<')
      .slice(0, 30);
  const rows = [`IDUTO${person.number}`, `${person.born}UTO`, person.name.toUpperCase()];
  rows.forEach((row, n) => card.text(px(6), px(66 + n * 10), dot(0.75), filler(row)));
  return card;
}

export const paperLines = (site, date, code) => [`${site} Reset 2FA`, date, code];

// Somebody with the card in one hand and the paper in the other.
export function selfie(person, lines, { width = 1280, height = 960, seed = person.number } = {}) {
  const random = randomOf(`room ${seed}`);
  const scene = new Picture(width, height, tint(random, 120, 190)).texture(`room ${seed}`, 22);
  const { unit, px, dot } = measures(height);
  for (let n = 0; n < 6; n++)
    scene.rectangle(
      Math.floor(random() * width),
      Math.floor(random() * 40 * unit),
      px(9),
      px(14),
      tint(random, 60, 220),
    );
  figure(scene, width / 2, 34 * unit, 22 * unit, person.name);
  const card = idFront(person).scaled(px(46), px(29));
  scene.pasted(card, px(3), px(66));
  const left = Math.round(width - 78 * unit);
  scene.rectangle(left, px(66), px(75), px(30), [248, 248, 244]);
  // As large as the longest line lets it be.
  const longest = Math.max(1, ...lines.map((line) => line.length));
  const fits = Math.floor(px(71) / (longest * (glyphWidth + 1)));
  const scale = Math.max(1, Math.min(dot(0.55), fits));
  lines.forEach((line, n) => scene.text(left + px(2), px(69 + n * 9), scale, line, [30, 30, 90]));
  return scene;
}

function chunk(name, content) {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(content.length);
  const named = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const tail = Buffer.alloc(4);
  tail.writeUInt32BE(crc32(named));
  return Buffer.concat([head, named, tail]);
}

// The picture as a PNG.
export function png(picture) {
  const { width, height, octets } = picture;
  const rows = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0; y < height; y++)
    rows.set(octets.subarray(y * width * 3, (y + 1) * width * 3), y * (width * 3 + 1) + 1);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows, { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

// Frames of a fake camera, 640 by 480, as YUV4MPEG2; Chromium shows the file over and over.
export function y4m(pictures, { width = 640, height = 480, framesEach = 5, perSecond = 10 } = {}) {
  const parts = [Buffer.from(`YUV4MPEG2 W${width} H${height} F${perSecond}:1 Ip A1:1 C420jpeg\n`)];
  for (const picture of pictures) {
    const frame = Buffer.concat([Buffer.from('FRAME\n'), yuv(picture.scaled(width, height))]);
    for (let n = 0; n < framesEach; n++) parts.push(frame);
  }
  return Buffer.concat(parts);
}

function yuv({ width, height, octets }) {
  const luma = Buffer.alloc(width * height);
  const [cb, cr] = [Buffer.alloc((width * height) / 4), Buffer.alloc((width * height) / 4)];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [r, g, b] = octets.subarray((y * width + x) * 3, (y * width + x) * 3 + 3);
      luma[y * width + x] = 0.299 * r + 0.587 * g + 0.114 * b;
      if (x % 2 || y % 2) continue;
      const at = (y / 2) * (width / 2) + x / 2;
      cb[at] = 128 - 0.168736 * r - 0.331264 * g + 0.5 * b;
      cr[at] = 128 + 0.5 * r - 0.418688 * g - 0.081312 * b;
    }
  return Buffer.concat([luma, cb, cr]);
}

// Writes the camera's file into `folder` and says where.
export function writeCamera(folder, pictures, options = {}) {
  const file = join(folder, 'camera.y4m');
  writeFileSync(file, y4m(pictures, options));
  return file;
}

// What Chromium is started with to see that file as its camera, with a beep as its microphone, and
// without a question.
export const chromiumCamera = (file) => [
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  `--use-file-for-fake-video-capture=${file}`,
];
