/** What all components of pages have in common: they stand in the page itself, so that its style sheet and its ids reach into them. */
import { LitElement } from 'lit';

export abstract class LightElement extends LitElement {
  protected override createRenderRoot(): this {
    return this;
  }
}
