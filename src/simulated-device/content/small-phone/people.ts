/** The made-up people in the phone's contacts, messages and calls. */

interface SamplePerson {
  readonly id: number;
  readonly firstName: string;
  readonly lastName: string;
  readonly phoneNumber: string;
  readonly email: string;
}

/** Numbers +1 555 01xx and names under example.com are reserved for fiction. */
export const SAMPLE_PEOPLE: readonly SamplePerson[] = Array.from({ length: 24 }, (_, index) => ({
  id: index + 1,
  firstName: 'Sample',
  lastName: `Contact ${index + 1}`,
  phoneNumber: `+155555501${String(index).padStart(2, '0')}`,
  email: `contact${index + 1}@example.com`,
}));
