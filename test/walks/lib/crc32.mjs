// CRC-32 as PNG wants it (ISO 3309).
const table = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

export function crc32(octets) {
  let crc = 0xffffffff;
  for (const octet of octets) crc = table[(crc ^ octet) & 255] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
