/** Small pictures of a list: asked for together when their places come in sight, and each once. */
import type { ShownPicture } from '../../../src/view/index.ts';
import { PictureView } from '../preview/picture-view.ts';

const MOST_AT_ONCE = 24;
const REST_MS = 60;

/** Pictures by what they are asked for. */
type Load = (ids: readonly string[]) => Promise<readonly { readonly id: string; readonly picture: ShownPicture }[]>;

export class SmallPictures {
  readonly #load: Load;
  readonly #places = new Map<string, PictureView>();
  readonly #waiting = new Set<string>();
  readonly #sight: IntersectionObserver;
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(load: Load) {
    this.#load = load;
    this.#sight = new IntersectionObserver((seen) => {
      for (const { isIntersecting, target } of seen) {
        const id = (target as HTMLElement).dataset.picture ?? '';
        if (isIntersecting) this.#waiting.add(id);
        else this.#waiting.delete(id);
      }
      clearTimeout(this.#rest);
      this.#rest = setTimeout(() => void this.#loadWaiting(), REST_MS);
    });
  }

  /** Where a picture appears. */
  place(id: string): HTMLElement {
    const known = this.#places.get(id);
    if (known !== undefined) return known;
    const made = new PictureView();
    made.dataset.picture = id;
    this.#places.set(id, made);
    this.#sight.observe(made);
    return made;
  }

  forget(): void {
    this.#sight.disconnect();
    this.#places.clear();
    this.#waiting.clear();
  }

  async #loadWaiting(): Promise<void> {
    const wanted = [...this.#waiting].slice(0, MOST_AT_ONCE);
    if (wanted.length === 0) return;
    for (const id of wanted) this.#waiting.delete(id);
    // Without an answer places stay empty, as those of files that have no picture.
    const pictures = await this.#load(wanted).catch(() => []);
    for (const id of wanted) {
      const place = this.#places.get(id);
      if (place === undefined) continue;
      this.#sight.unobserve(place);
      const found = pictures.find((each) => each.id === id);
      if (found === undefined) place.dataset.none = '';
      else place.show(found.picture);
    }
    void this.#loadWaiting();
  }
}
