/** Why a key of the organisation cannot be used. The message says what to do; no paper was signed with it. */
export class OrganisationKeyRefused extends Error {
  readonly code: RefusedKey;
  constructor(code: RefusedKey, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'OrganisationKeyRefused';
    this.code = code;
  }
}

export type RefusedKey =
  | 'missing'
  | 'open_to_others'
  | 'malformed'
  | 'wrong_password'
  | 'old_encryption'
  | 'no_certificate'
  | 'other_certificate'
  | 'weak_key'
  | 'not_for_signing'
  | 'expired'
  | 'not_yet_valid'
  | 'bad_uri'
  | 'token_unavailable'
  | 'key_not_found'
  | 'wrong_pin'
  | 'token_failed';
