/** Damage to property lists and unfinished runs of backups by the second writer, in every era: each kind is exactly one finding. */
import { PLIST_DAMAGE } from '../support/corpus/plist-damage.ts';
import { describeDamage } from '../support/corpus/verified-damage.ts';

describeDamage('damage to property lists and unfinished runs', PLIST_DAMAGE);
