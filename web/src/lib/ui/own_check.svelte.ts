// What the browser finds wrong before a form is sent: said in our words, at the field, and read to
// whoever cannot see it, instead of in the browser's bubble.
import { t } from '#lib/messages/index.ts';

type Checked = HTMLInputElement | HTMLTextAreaElement;

function sentence({ validity, validationMessage }: Checked): string {
  if (validity.customError) return validationMessage; // Ours already.
  if (validity.valueMissing) return t('field.missing');
  return validity.typeMismatch ? t('field.invalid.email') : t('field.invalid');
}

export class OwnCheck {
  said = $state('');

  // For `oninvalid`.
  readonly refuse = (event: Event) => {
    event.preventDefault();
    const input = event.currentTarget as Checked;
    this.said = sentence(input);
    const first = input.form?.querySelector('input:invalid, textarea:invalid, select:invalid');
    if (first === input) input.focus();
  };

  // For `oninput`.
  readonly forget = () => {
    this.said = '';
  };
}
