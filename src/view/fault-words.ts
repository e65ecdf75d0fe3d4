/** Words for settings of a simulated fault that make no sense. */
import type { FaultProblem } from '../simulated-device/index.ts';
import type { WordsByData } from './surface-words.ts';

const WORDS: Readonly<Record<FaultProblem, string>> = {
  times: 'The fault cannot be set this way: times must be a whole number of at least 1, not {value}.',
  'at-once': 'The fault cannot be set this way: {id} takes effect as soon as it is set, so it does not take at.',
  place: 'The fault cannot be set this way: {id} cannot occur at {value}, only at {known}.',
  parameter: 'The fault cannot be set this way: {id} has no parameter “{name}”, only {known}.',
  number: 'The fault cannot be set this way: {name} takes a number of at least 0, not {value}.',
  word: 'The fault cannot be set this way: {name} takes a word.',
  choice: 'The fault cannot be set this way: {name} is one of {known}, not {value}.',
  probability: 'The fault cannot be set this way: p must be a probability from 0 to 1, not {value}.',
  point: 'The fault cannot be set this way: there is no point “{value}”.',
  after: 'The fault cannot be set this way: after takes bytes=N, messages=N or a number of seconds such as 30s, joined by +, not {value}.',
  text: 'The fault cannot be set this way: {name} takes text.',
  'host-disk': 'The fault cannot be set this way: {id} happens on the disk of the computer, which the device cannot reach.',
};

export const FAULT_WORDS: readonly WordsByData[] = Object.entries(WORDS).map(([problem, message]) => ({
  code: 'simulator-fault-malformed',
  applies: (data) => data.problem === problem,
  words: { message, action: 'See the list of faults for triggers and parameters.' },
}));
