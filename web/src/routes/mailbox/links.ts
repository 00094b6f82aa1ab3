// A mail's plain text, cut into what is a link and what is not.
export interface Piece {
  text: string;
  href?: string;
}

// A full stop or a bracket after an address belongs to the sentence.
const link = /https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]]/g;

export function split_links(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const { 0: href, index } of text.matchAll(link)) {
    if (index > end) pieces.push({ text: text.slice(end, index) });
    pieces.push({ text: href, href });
    end = index + href.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}
