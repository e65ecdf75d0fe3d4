/** The edge between the list and the pane of a file: pulled by the mouse, moved by the arrow keys. */
import type { Locale } from '../src/view/index.ts';
import { element, setAttributes } from './element.ts';

const LEAST_PX = 220;
const MOST_PX = 1400;
const STEP_PX = 20;

export class PaneEdge {
  readonly node: HTMLElement;
  readonly #pane: HTMLElement;
  readonly #room: HTMLElement;
  readonly #onChange: (width: number | undefined) => void;

  /** `room` bears the width as a property of its style, for its columns to follow. */
  constructor(locale: Locale, room: HTMLElement, pane: HTMLElement, onChange: (width: number | undefined) => void) {
    this.#room = room;
    this.#pane = pane;
    this.#onChange = onChange;
    this.node = element('span', {
      class: 'pane-edge',
      role: 'separator',
      tabindex: 0,
      'aria-orientation': 'vertical',
      'aria-label': locale.translate('Width of the preview', {}),
      'aria-valuemin': LEAST_PX,
      'aria-valuemax': MOST_PX,
      'aria-valuenow': LEAST_PX,
    });
    this.node.addEventListener('focus', () => this.#say(this.#now()));
    this.node.addEventListener('keydown', (event) => this.#onKey(event));
    this.node.addEventListener('pointerdown', (event) => this.#onPull(event));
    this.node.addEventListener('dblclick', () => this.#set(undefined));
  }

  /** Undefined: as the style sheet says. */
  set width(width: number | undefined) {
    if (width === undefined) this.#room.style.removeProperty('--pane');
    else this.#room.style.setProperty('--pane', `${String(within(width))}px`);
  }

  #now(): number {
    return Math.round(this.#pane.getBoundingClientRect().width);
  }

  #set(width: number | undefined): void {
    this.width = width;
    this.#say(this.#now());
    this.#onChange(width === undefined ? undefined : within(width));
  }

  #say(width: number): void {
    setAttributes(this.node, { 'aria-valuenow': within(width) });
  }

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const wider = this.#isRightToLeft() ? 'ArrowRight' : 'ArrowLeft';
    const narrower = this.#isRightToLeft() ? 'ArrowLeft' : 'ArrowRight';
    const step = event.key === wider ? STEP_PX : event.key === narrower ? -STEP_PX : 0;
    if (step === 0 && event.key !== 'Enter') return;
    event.preventDefault();
    event.stopPropagation();
    this.#set(step === 0 ? undefined : this.#now() + step);
  }

  #onPull(event: PointerEvent): void {
    if (event.button !== 0) return;
    event.preventDefault();
    this.node.focus();
    const from = event.clientX;
    const width = this.#now();
    const direction = this.#isRightToLeft() ? -1 : 1;
    const end = new AbortController();
    this.node.setPointerCapture(event.pointerId);
    const move = (to: PointerEvent) => this.#set(width - direction * (to.clientX - from));
    this.node.addEventListener('pointermove', move, { signal: end.signal });
    for (const kind of ['pointerup', 'pointercancel'] as const) {
      this.node.addEventListener(kind, () => end.abort(), { once: true, signal: end.signal });
    }
  }

  #isRightToLeft(): boolean {
    return getComputedStyle(this.node).direction === 'rtl';
  }
}

function within(width: number): number {
  return Math.round(Math.min(MOST_PX, Math.max(LEAST_PX, width)));
}
