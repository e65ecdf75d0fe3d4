/** One picture from bytes that came in a message; nothing is loaded from anywhere. */
import { html, nothing, type TemplateResult } from 'lit';
import type { ShownPicture } from '../../../src/view/index.ts';
import { LightElement } from '../light-element.ts';

export class PictureView extends LightElement {
  #picture: ShownPicture | undefined;
  #address: string | undefined;

  show(picture: ShownPicture): void {
    this.#picture = picture;
    this.#address = undefined;
    this.requestUpdate();
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      // A later picture may have come meanwhile.
      if (this.#picture !== picture || typeof reader.result !== 'string') return;
      this.#address = reader.result;
      this.requestUpdate();
    });
    reader.readAsDataURL(new Blob([picture.data as BlobPart], { type: picture.mime }));
  }

  protected override render(): TemplateResult | typeof nothing {
    const picture = this.#picture;
    if (picture === undefined || this.#address === undefined) return nothing;
    return html`<img class="preview-picture" data-turns=${picture.quarterTurns} alt=${picture.alt} src=${this.#address} />`;
  }
}

customElements.define('backup-picture', PictureView);
