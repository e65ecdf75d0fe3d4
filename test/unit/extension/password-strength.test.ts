import assert from 'node:assert/strict';
import { passwordStrength } from '../../../src/extension/encryption/password-strength.ts';
import { inEnglish, strengthHint } from '../../../src/view/index.ts';

const NAME = 'Test Phone';

const hint = (password: string) => strengthHint(passwordStrength(password, NAME), inEnglish);

describe('the strength of a backup password', () => {
  for (const [password, weakness] of [
    ['password', 'common'],
    ['Passw0rd', 'common'],
    ['passwort', 'common'],
    ['Test Phone1', 'own-name'],
    ['iphone2024', 'own-name'],
    ['aaaaaaaa', 'repeat'],
    ['abcdefgh', 'sequence'],
    ['12031998', 'date'],
  ] as const) {
    it(`is small for “${password}”, and says why: ${weakness}`, () => {
      const strength = passwordStrength(password, NAME);
      assert.equal(strength.weakness, weakness);
      assert.ok(strength.score < 2, String(strength.score));
      assert.match(hint(password).text, /^Easy to guess\. It .+\.$/);
      assert.equal(hint(password).severity, 'warning');
    });
  }

  it('is small for what is short without a reason of its own, and says what is better', () => {
    assert.equal(hint('hund').text, 'Easy to guess. Several unrelated words are harder to guess, and easier to remember.');
  });

  it('is great for a few words, and then only a remark', () => {
    assert.deepEqual(hint('correct horse battery staple'), { severity: 'information', text: 'Very hard to guess.' });
  });

  it('is estimated for anything that can be typed', () => {
    for (const password of ['\u202e', '🙂🙂🙂🙂', ' ', 'x'.repeat(100_000), '](command:x) $(flame)']) {
      assert.match(hint(password).text, /guess/);
    }
    assert.ok(passwordStrength('Zug Lampe Fenster Wiese', '').score > 2);
  });
});
