/** Makes untrusted text safe for a terminal. */
export { visible as printable, visibleLines as printableLines } from '../view/index.ts';
