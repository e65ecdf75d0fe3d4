/** The made-up people in the phone's contacts, messages, calls and calendar, and its owner. */

interface SamplePerson {
  /** The row in the contacts. */
  readonly id: number;
  readonly firstName: string;
  readonly lastName: string;
  readonly phoneNumber: string;
  readonly email: string;
  /** Month and day, so that a birthday comes every year. */
  readonly birthday: { readonly month: number; readonly day: number };
}

/** Numbers +1 555 01xx and names under example.com are reserved for fiction. */
export const SAMPLE_PEOPLE: readonly SamplePerson[] = Array.from({ length: 24 }, (_, index) => ({
  id: index + 1,
  firstName: 'Sample',
  lastName: `Contact ${index + 1}`,
  phoneNumber: `+155555501${String(index).padStart(2, '0')}`,
  email: `contact${index + 1}@example.com`,
  birthday: { month: 1 + (index % 12), day: 1 + ((index * 7) % 28) },
}));

/** Whose phone it is. */
export const OWNER = { name: 'Sample Owner', phoneNumber: '+15555550199', email: 'account1@example.com' } as const;

/** By the row in the contacts. */
export function personOf(id: number): SamplePerson {
  const person = SAMPLE_PEOPLE[id - 1];
  if (person === undefined) throw new RangeError(`there is no sample contact ${id}`);
  return person;
}

/** As people see it: "Sample Contact 3". */
export function fullNameOf({ firstName, lastName }: Pick<SamplePerson, 'firstName' | 'lastName'>): string {
  return `${firstName} ${lastName}`;
}
