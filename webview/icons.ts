/** The page's pictures: single-colour 16 px outlines drawn here, always beside words and hidden from screen readers. */

const SVG = 'http://www.w3.org/2000/svg';

const PATHS = {
  file: 'M4 1.5h5L12.5 5v9.5h-8.5zM9 1.5V5h3.5',
  directory: 'M1.5 3.5h4.6l1.5 1.7h6.9v8.3h-13z',
  symlink: 'M4 1.5h5L12.5 5v9.5h-8.5zM6.2 11.5 9.8 7.9M7 7.7h3v3',
  device: 'M4.5 1.5h7v13h-7zM7 12.5h2',
  lock: 'M3.5 7.5h9v6.5h-9zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5',
  unlock: 'M3.5 7.5h9v6.5h-9zM5.5 7.5V4.5a2.5 2.5 0 0 1 4.8-.9',
  question: 'M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM6.2 6.3a1.8 1.8 0 1 1 2.6 1.6c-.5.3-.8.6-.8 1.2M8 11.2v.3',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.3 10.3l3.7 3.7',
  warning: 'M8 2 14.8 13.5H1.2zM8 6.3v3.4M8 11.4v.3',
  missing: 'M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8',
  check: 'M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM5 8.2l2.1 2.1L11 6.2',
  history: 'M2.5 4.5v-3M2.5 4.5h3M2.6 4.4A6 6 0 1 1 2 8M8 5v3.3l2.2 1.4',
  app: 'M2.5 2.5h4v4h-4zM9.5 2.5h4v4h-4zM2.5 9.5h4v4h-4zM9.5 9.5h4v4h-4z',
  group: 'M1.5 5.5h7v8h-7zM4.5 5.5v-3h10v8h-6',
  plugin: 'M6 2v3M10 2v3M4 5h8v3a4 4 0 0 1-8 0zM8 12v2.5',
  system: 'M2 3h12v4H2zM2 9h12v4H2zM4.5 5h.1M4.5 11h.1',
  all: 'M2 4h12M2 8h12M2 12h12',
  up: 'M8 13V3M4 7l4-4 4 4',
  chevron: 'M6 4l4 4-4 4',
  extract: 'M8 2v7.5M5 7l3 3 3-3M2.5 10.5v3h11v-3',
  trash: 'M2.5 4.5h11M6 4.5v-2h4v2M4 4.5l.7 9.5h6.6l.7-9.5M6.7 7v4.5M9.3 7v4.5',
  archive: 'M1.5 2.5h13v3h-13zM2.5 5.5h11v8h-11zM6 8h4',
} as const;

export type IconName = keyof typeof PATHS;

export function icon(name: IconName, extraClass = ''): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', `icon ${extraClass}`.trim());
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}
