/** A simulated phone of this window that no program can see at the moment, as a row of the Devices view. */
import type { PhoneDescription } from '../simulated-device/index.ts';
import { deviceLabel } from './device-item.ts';
import type { Locale } from './locale.ts';
import { phrase } from './phrase.ts';
import { productName, systemWithVersion } from './product-name.ts';
import { contextValue, joined, type TreeItemView } from './tree-item.ts';

const WHY_OF_ABSENCE = { off: phrase('Turned off'), recovery: phrase('In recovery mode'), restarting: phrase('Restarting…') } as const;

export function unpluggedItem(phone: PhoneDescription, { translate }: Locale): TreeItemView {
  const { udid, productType, productVersion, absence } = phone;
  const label = deviceLabel(phone);
  const isComingBack = absence === 'restarting';
  const why = absence === undefined ? translate('Unplugged', {}) : translate(WHY_OF_ABSENCE[absence], {});
  const about = joined([translate('Simulated', {}), productName(productType, translate), systemWithVersion(productType, productVersion)]);
  const advice = isComingBack ? [] : [translate('Choose “Plug In Simulated Device” to use it again.', {})];
  return {
    id: `${udid}/unplugged`,
    label,
    description: joined([translate('Simulated', {}), why]),
    icon: isComingBack ? 'loading~spin' : 'debug-disconnect',
    contextValue: contextValue('device', { own: true, simulated: true, unplugged: !isComingBack }),
    tooltip: [label, about, why, ...advice, translate('UDID: {udid}', { udid })],
    accessibleLabel: joined([label, about, why], ', '),
  };
}
