/** Names that iOS allows, but other systems refuse or cannot tell apart. */

export const NAME_ZOO_DOMAIN = 'AppDomain-com.example.zoo';

const LONG_SEGMENT = 'long-name-'.repeat(15);

export const AWKWARD_NAMES: readonly string[] = [
  // Twins: composed and decomposed, and by case.
  'Documents/Caf\u00e9.txt',
  'Documents/Cafe\u0301.txt',
  'Documents/Photo.JPG',
  'Documents/photo.jpg',
  // Devices and separators of Windows.
  'Documents/AUX',
  'Documents/con.txt',
  'Documents/a:b',
  'Documents/back\\slash',
  'Documents/what?*"<>|',
  // Ends that Windows drops.
  'Documents/trailing dot.',
  'Documents/trailing blank ',
  // Control characters, and what looks like a way out or a hidden file.
  'Documents/tab\tand\nbreak',
  'Documents/..hidden',
  'Documents/-rf',
  'Documents/%2e%2e%2fx',
  // More than 300 characters, in two segments.
  `Documents/${LONG_SEGMENT}/${LONG_SEGMENT}`,
  // Outside of the Basic Multilingual Plane, and a flag of two.
  'Documents/\u{1f332}\u{1f1e9}\u{1f1ea}.txt',
  // Right to left, with the mark that turns the reading round.
  'Documents/\u202egpj.exe',
];
