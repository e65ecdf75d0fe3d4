/** What the phone of a fault trial holds: a few files in domains with and without digests, one of them of several frames. */
import { EditableContent } from '../../../src/simulated-device/content/editable-content.ts';
import { PhoneBuilder } from '../../../src/simulated-device/content/phone-builder.ts';

export function trialContent(): EditableContent {
  return new EditableContent(() => {
    const phone = new PhoneBuilder(1, 1_768_464_000);
    const app = phone.domain('AppDomain-com.example.trial');
    for (const name of ['changed', 'kept', 'other']) app.file(`Documents/${name}.txt`, () => new TextEncoder().encode(`${name} at first`));
    app.file('Documents/large.bin', () => Buffer.alloc(600_000, 'large'));
    phone.domain('HomeDomain').file('Library/system.txt', () => new TextEncoder().encode('system'));
    phone.domain('CameraRollDomain').file('Media/DCIM/100APPLE/IMG_0001.HEIC', () => Buffer.alloc(50_000, 'picture'));
    return phone.finish();
  });
}
