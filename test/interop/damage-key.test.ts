/** Damage to keys of backups by the second writer, in every era: each kind is exactly one finding. */
import { KEY_DAMAGE } from '../support/corpus/key-damage.ts';
import { describeDamage } from '../support/corpus/verified-damage.ts';

describeDamage('damage to keys', KEY_DAMAGE);
