/** Damage to rows of the catalogue of backups by the second writer, in every era: each kind is exactly one finding. */
import { ROW_DAMAGE } from '../support/corpus/row-damage.ts';
import { describeDamage } from '../support/corpus/verified-damage.ts';

describeDamage('damage to rows of the catalogue', ROW_DAMAGE);
