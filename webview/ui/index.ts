/** The door of the page's components: factories with options of our own, so that no other file names a toolkit tag. */
import './register.ts';

export { badge } from './badge.ts';
export { button } from './button.ts';
export { progressRing } from './progress-ring.ts';
export { searchField, type SearchField } from './search-field.ts';
export { select, type Select } from './select.ts';
