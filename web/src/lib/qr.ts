// The server sends a QR code as an SVG document. Only its shapes are taken from it.
export interface Qr {
  view_box: string;
  shapes: string[];
}

// White squares are the paper behind the code, which the page draws itself.
function is_paper(element: Element): boolean {
  const fill = (element.getAttribute('fill') ?? '').toLowerCase();
  return ['#fff', '#ffffff', 'white', 'none'].includes(fill);
}

function shape_of(element: Element): string {
  if (element.localName === 'path') return element.getAttribute('d') ?? '';
  const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((name) =>
    Number(element.getAttribute(name) ?? 0),
  );
  return `M${x},${y}h${width}v${height}h-${width}z`;
}

// Undefined when the document is no SVG or has nothing to draw.
export function parse_qr(svg: string): Qr | undefined {
  const root = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
  const view_box = root.getAttribute('viewBox');
  const shapes = [...root.querySelectorAll('path, rect')]
    .filter((element) => !is_paper(element))
    .map(shape_of)
    .filter((shape) => shape !== '');
  return view_box && shapes.length > 0 ? { view_box, shapes } : undefined;
}
