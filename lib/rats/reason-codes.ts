/**
 * Every reason that Attestry gives, in one table: the sentence for people and what to do next.
 * Codes are stable: never renamed, never given a second meaning. `docs/reason-codes.md` is generated from here.
 *
 * `kind` says what the command line exits with: 30 for malformed, 20 for unsupported, 10 otherwise.
 * `httpStatus` stands where a code can be the answer to a request; a rejected attestation is not an HTTP error.
 */
export interface ReasonCodeEntry {
  readonly group: string;
  readonly message: string;
  readonly remedy: string;
  readonly kind?: "malformed" | "unsupported";
  readonly httpStatus?: number;
}

export const REASON_CODES = {
  // Format
  EVIDENCE_UNRECOGNISED: {
    group: "format",
    message: "These bytes are no kind of evidence that Attestry knows.",
    remedy: "Check that the whole quote was copied, as raw bytes, hex or base64.",
    kind: "malformed",
    httpStatus: 422,
  },
  EVIDENCE_TRUNCATED: {
    group: "format",
    message: "The evidence ends before its structure does.",
    remedy: "Send all of it; a length field in the evidence names the size.",
    kind: "malformed",
  },
  EVIDENCE_TRAILING_BYTES: {
    group: "format",
    message: "Bytes follow the evidence that are not zero padding.",
    remedy: "Cut the buffer at the size that the quote library reports.",
  },
  EVIDENCE_UNSIGNED: {
    group: "format",
    message: "Nothing signed vouches for this.",
    remedy: "Send it together with the quote that signs its registers.",
  },
  EVIDENCE_MALFORMED: {
    group: "format",
    message: "A part of the evidence does not have the form that its specification names.",
    remedy: "The check names the field; compare it with the specification.",
    kind: "malformed",
  },
  EVIDENCE_TOO_LARGE: {
    group: "format",
    message: "The evidence is larger than the limit.",
    remedy: "Evidence may have 1 MiB, an event log 4 MiB.",
    kind: "malformed",
    httpStatus: 413,
  },
  EVIDENCE_TYPE_UNSUPPORTED: {
    group: "format",
    message: "This kind of evidence is not judged by this version of Attestry.",
    remedy: "See the list of supported kinds.",
    kind: "unsupported",
    httpStatus: 422,
  },
  QUOTE_FORMAT_UNSUPPORTED: {
    group: "format",
    message: "The quote has a version, body or certification data type that is not supported.",
    remedy: "Supported are SGX quotes version 3, 4 and 5 and TDX quotes version 4 and 5.",
    kind: "unsupported",
  },
  WRONG_TEE_TYPE: {
    group: "format",
    message:
      "The TEE type of the quote does not fit its version, its body or the type that was asked for.",
    remedy: "Leave the evidence type out, or name the right one.",
  },
  ATTESTATION_KEY_TYPE_UNSUPPORTED: {
    group: "format",
    message: "The quote is not signed with ECDSA P-256.",
    remedy: "Only attestation key type 2 is supported.",
    kind: "unsupported",
  },
  REPORT_FORMAT_UNSUPPORTED: {
    group: "format",
    message: "The report has a version that is not supported.",
    remedy: "Supported versions stand in the documentation.",
    kind: "unsupported",
  },
  TOKEN_MALFORMED: {
    group: "format",
    message: "The token is not a well-formed JWT.",
    remedy: "Send the compact form: three base64url parts.",
    kind: "malformed",
  },
  TOKEN_ALGORITHM_REJECTED: {
    group: "format",
    message: "The token's algorithm is not on the list.",
    remedy: "Only the algorithms of the policy are accepted.",
    kind: "unsupported",
  },
  // Intel
  QE_VENDOR_UNKNOWN: {
    group: "intel",
    message: "The quoting enclave's vendor is not the expected one.",
    remedy: "Intel's vendor id is 939a7233f79c4ca9940a0db3957f0607.",
  },
  ROOT_CA_UNTRUSTED: {
    group: "intel",
    message: "The certificate chain does not end at a pinned root.",
    remedy: "Only the built-in Intel root, or the given trust anchors, are trusted.",
  },
  PCK_CHAIN_INVALID: {
    group: "intel",
    message: "The PCK certificate chain breaks a rule of its profile.",
    remedy: "The check names the certificate and the rule.",
  },
  PCK_CHAIN_INCOMPLETE: {
    group: "intel",
    message: "The PCK certificate chain is missing or not complete.",
    remedy: "Give `pckCertChain` for a quote that does not carry its own.",
  },
  PCK_EXPIRED: {
    group: "intel",
    message: "A certificate of the PCK chain is not valid at this time.",
    remedy: "Check `verifyAt`; renew the platform's PCK certificate.",
  },
  PCK_REVOKED: {
    group: "intel",
    message: "Intel has revoked the PCK certificate of this platform.",
    remedy: "Don't trust this machine.",
  },
  INTERMEDIATE_REVOKED: {
    group: "intel",
    message: "Intel has revoked an intermediate or signing certificate.",
    remedy: "Fetch new collateral; don't trust what it signed.",
  },
  PCK_CRL_INVALID: {
    group: "intel",
    message: "The PCK revocation list can't be relied upon.",
    remedy: "Fetch it again from Intel's PCS or your PCCS.",
  },
  PCK_CRL_EXPIRED: {
    group: "intel",
    message: "The PCK revocation list is not valid at this time.",
    remedy: "Fetch a current one.",
  },
  ROOT_CRL_INVALID: {
    group: "intel",
    message: "The root revocation list can't be relied upon.",
    remedy: "Fetch it again from Intel's PCS or your PCCS.",
  },
  ROOT_CRL_EXPIRED: {
    group: "intel",
    message: "The root revocation list is not valid at this time.",
    remedy: "Fetch a current one.",
  },
  QUOTE_SIGNATURE_INVALID: {
    group: "intel",
    message: "The attestation key did not sign this quote.",
    remedy: "The quote was changed after it was signed, or it is a forgery.",
  },
  QE_REPORT_SIGNATURE_INVALID: {
    group: "intel",
    message: "The PCK key did not sign the quoting enclave's report.",
    remedy: "The quote is a forgery, or its platform's registration is stale.",
  },
  AK_BINDING_INVALID: {
    group: "intel",
    message: "The quoting enclave's report does not vouch for this attestation key.",
    remedy: "The quote is a forgery.",
  },
  FMSPC_MISMATCH: {
    group: "intel",
    message: "The TCB Info is for another platform family.",
    remedy: "Give the TCB Info of the FMSPC that the PCK certificate names.",
  },
  PCEID_MISMATCH: {
    group: "intel",
    message: "The TCB Info is for another PCE.",
    remedy: "Give the TCB Info of this platform.",
  },
  TCB_INFO_CHAIN_INVALID: {
    group: "intel",
    message: "The TCB Info's issuer chain breaks a rule of its profile.",
    remedy: "Fetch it again from Intel's PCS or your PCCS.",
  },
  TCB_INFO_SIGNATURE_INVALID: {
    group: "intel",
    message: "The TCB Info's signature does not fit its bytes.",
    remedy: "It must be passed on byte for byte; nothing may re-format its JSON.",
  },
  TCB_INFO_EXPIRED: {
    group: "intel",
    message: "The TCB Info is not valid at this time.",
    remedy: "Fetch a current one.",
  },
  TCB_INFO_INVALID: {
    group: "intel",
    message: "The TCB Info breaks a rule of its format.",
    remedy: "The check names the member.",
  },
  QE_IDENTITY_CHAIN_INVALID: {
    group: "intel",
    message: "The QE Identity's issuer chain breaks a rule of its profile.",
    remedy: "Fetch it again from Intel's PCS or your PCCS.",
  },
  QE_IDENTITY_SIGNATURE_INVALID: {
    group: "intel",
    message: "The QE Identity's signature does not fit its bytes.",
    remedy: "It must be passed on byte for byte; nothing may re-format its JSON.",
  },
  QE_IDENTITY_EXPIRED: {
    group: "intel",
    message: "The QE Identity is not valid at this time.",
    remedy: "Fetch a current one.",
  },
  QE_IDENTITY_INVALID: {
    group: "intel",
    message: "The QE Identity breaks a rule of its format, or is for another TEE.",
    remedy: "The check names the member.",
  },
  QE_IDENTITY_MISMATCH: {
    group: "intel",
    message: "The enclave that signed is not the quoting enclave that Intel published.",
    remedy: "Don't trust this quote.",
  },
  TDX_MODULE_MISMATCH: {
    group: "intel",
    message: "The TDX module is not one that Intel's TCB Info names.",
    remedy: "Update the TDX module; don't trust this quote until then.",
  },
  TCB_LEVEL_NOT_FOUND: {
    group: "intel",
    message: "No TCB level of Intel's list fits: the platform is older than all of them.",
    remedy: "Update microcode, BIOS and TDX module.",
  },
  TCB_REVOKED: {
    group: "intel",
    message: "Intel has revoked this TCB level.",
    remedy: "Update the platform; don't trust it until then.",
  },
  TCB_STATUS_NOT_ACCEPTED: {
    group: "intel",
    message: "The policy does not accept this TCB status.",
    remedy: "Update the platform, or accept the status knowingly in the policy.",
  },
  TCB_STATUS_TOLERATED: {
    group: "intel",
    message: "The platform is genuine but not fully patched; the policy tolerates its TCB status.",
    remedy: "Update the platform as the advisories say.",
  },
  TCB_EVAL_DATA_NUMBER_TOO_LOW: {
    group: "intel",
    message: "The TCB data is older than the policy demands.",
    remedy: "Fetch newer collateral.",
  },
  TCB_NOT_EVALUATED: {
    group: "intel",
    message: "The policy asked for signatures and chains only; the patch level was not judged.",
    remedy: "Turn `intel.evaluateTcb` on for a full verdict.",
  },
  ADVISORY_REJECTED: {
    group: "intel",
    message: "A security advisory applies that the policy rejects.",
    remedy: "Update the platform as the advisory says.",
  },
  DEBUG_ENABLED: {
    group: "intel",
    message: "The enclave or VM runs in debug mode: its memory can be read.",
    remedy: "Use a production build; `allowDebug` is for tests.",
  },
  TD_ATTRIBUTES_RESERVED_BIT_SET: {
    group: "intel",
    message: "A reserved TD or enclave attribute bit is set.",
    remedy: "A newer module may define it; see `enforceReservedBits`.",
  },
  XFAM_REQUIRED_BIT_CLEAR: {
    group: "intel",
    message: "XFAM lacks a bit that must be set.",
    remedy: "X87 and SSE are always on; groups of bits go together.",
  },
  XFAM_FORBIDDEN_BIT_SET: {
    group: "intel",
    message: "XFAM has a bit set that must be clear.",
    remedy: "A newer module may define it; see `enforceReservedBits`.",
  },
  // AMD
  REPORT_SIGNATURE_INVALID: {
    group: "amd",
    message: "The report was not signed by its chip or license key.",
    remedy: "The report was changed, or it is a forgery.",
  },
  VCEK_CHAIN_INVALID: {
    group: "amd",
    message: "The VCEK or VLEK chain breaks a rule of its profile.",
    remedy: "Fetch it again from AMD's KDS.",
  },
  VCEK_EXPIRED: {
    group: "amd",
    message: "A certificate of the chain is not valid at this time.",
    remedy: "Fetch it again from AMD's KDS.",
  },
  VCEK_REVOKED: {
    group: "amd",
    message: "AMD has revoked a certificate of this chain.",
    remedy: "Don't trust this machine.",
  },
  VCEK_HWID_MISMATCH: {
    group: "amd",
    message: "The certificate is for another chip.",
    remedy: "Fetch the VCEK of this chip.",
  },
  VCEK_TCB_MISMATCH: {
    group: "amd",
    message: "The certificate is for another TCB.",
    remedy: "Fetch the VCEK of the reported TCB.",
  },
  VCEK_PRODUCT_MISMATCH: {
    group: "amd",
    message: "The certificate is for another product.",
    remedy: "Use the chain of this product.",
  },
  SIGNER_NOT_ALLOWED: {
    group: "amd",
    message: "The policy does not accept this signer.",
    remedy: "See `sevSnp.allowedSigners`.",
  },
  GUEST_POLICY_RESERVED_BIT_SET: {
    group: "amd",
    message: "A reserved bit of the guest policy is set.",
    remedy: "A newer firmware may define it.",
  },
  GUEST_POLICY_MIGRATION_AGENT: {
    group: "amd",
    message: "The guest allows a migration agent.",
    remedy: "See `sevSnp.allowMigrationAgent`.",
  },
  TCB_BELOW_MINIMUM: {
    group: "amd",
    message: "A TCB component is below the minimum.",
    remedy: "Update the firmware.",
  },
  GUEST_POLICY_NOT_ALLOWED: {
    group: "amd",
    message: "The guest policy or the platform is set up in a way that is not accepted.",
    remedy:
      "The check names the bit; see the `sevSnp` knobs, or launch the guest with another policy.",
  },
  VMPL_NOT_ALLOWED: {
    group: "amd",
    message: "The report was not asked for at an accepted privilege level.",
    remedy: "Ask for the report inside the guest; see `sevSnp.maxVmpl`.",
  },
  TCB_ORDER_INVALID: {
    group: "amd",
    message: "The TCB versions of the report contradict each other.",
    remedy: "Reported, committed and current TCB must rise in this order; the firmware is broken.",
  },
  PROVISIONAL_FIRMWARE: {
    group: "amd",
    message: "Firmware runs that is not committed and can be taken back.",
    remedy: "Commit the firmware; see `sevSnp.allowProvisionalFirmware`.",
  },
  AMD_CRL_INVALID: {
    group: "amd",
    message: "AMD's revocation list can't be read, or the root did not sign it.",
    remedy: "Fetch it again from AMD's KDS.",
  },
  AMD_CRL_EXPIRED: {
    group: "amd",
    message: "AMD's revocation list does not cover this time.",
    remedy: "Fetch it again from AMD's KDS.",
  },
  // Nitro
  COSE_INVALID: {
    group: "nitro",
    message: "The document or token is not a well-formed COSE_Sign1.",
    remedy: "Send it as the platform returned it.",
  },
  COSE_ALGORITHM_REJECTED: {
    group: "nitro",
    message: "The algorithm in the COSE header is not one that this format is signed with.",
    remedy:
      "Nitro documents take ES384 only; Arm tokens ES256, ES384, ES512 or EdDSA, as their key does.",
  },
  COSE_SIGNATURE_INVALID: {
    group: "nitro",
    message: "The signature of the document or token is wrong.",
    remedy: "The document was changed, or it is a forgery.",
  },
  DOCUMENT_INVALID: {
    group: "nitro",
    message: "A member of the document or token breaks a rule of its format.",
    remedy: "The check names the member.",
  },
  CERT_CHAIN_INVALID: {
    group: "nitro",
    message: "The certificate chain breaks a rule of its profile.",
    remedy: "The check names the certificate.",
  },
  CERT_EXPIRED: {
    group: "nitro",
    message: "A certificate of the chain is not valid at this time.",
    remedy: "Nitro certificates live for hours; check `verifyAt`.",
  },
  // Arm
  PLATFORM_KEY_AMBIGUOUS: {
    group: "cca",
    message: "More than one of the given keys is for this platform.",
    remedy: "Give each platform's key once, with its implementation id and instance id.",
  },
  REALM_BINDING_INVALID: {
    group: "cca",
    message: "The platform token does not vouch for the realm's attestation key.",
    remedy: "Platform and realm token belong to different attestations, or one is a forgery.",
  },
  LIFECYCLE_NOT_SECURED: {
    group: "cca",
    message: "The platform is not in its secured lifecycle.",
    remedy: "Platforms in test, in provisioning, under debug or decommissioned protect nothing.",
  },
  // TPM and logs
  TPM_QUOTE_INVALID: {
    group: "tpm",
    message: "The TPM quote breaks a rule of its format.",
    remedy: "The check names the field.",
  },
  TPM_SIGNATURE_INVALID: {
    group: "tpm",
    message: "The TPM quote's signature is wrong.",
    remedy: "The quote was changed, or the key is not the right one.",
  },
  AK_UNTRUSTED: {
    group: "tpm",
    message: "Nothing vouches for the attestation key.",
    remedy: "Give its certificate or its public key.",
  },
  AK_ATTRIBUTES_INVALID: {
    group: "tpm",
    message: "The attestation key could sign what its TPM did not make.",
    remedy: "Make a restricted signing key that is fixed to its TPM.",
  },
  TPM_ALGORITHM_REJECTED: {
    group: "tpm",
    message: "The quote uses a hash or a signature scheme that is not acceptable.",
    remedy: "Quote the SHA-256 bank, signed with SHA-256 in the key's own scheme.",
  },
  PCR_SELECTION_MISMATCH: {
    group: "tpm",
    message: "The PCR values are not those that the quote selects.",
    remedy: "Send exactly the quoted registers of the quoted bank.",
  },
  PCR_DIGEST_MISMATCH: {
    group: "tpm",
    message: "The PCR values do not hash to what was signed.",
    remedy: "Read quote and PCRs again, together.",
  },
  EVENT_LOG_INVALID: {
    group: "tpm",
    message: "The event log breaks a rule of its format.",
    remedy: "The check names the event.",
  },
  EVENT_LOG_MISMATCH: {
    group: "tpm",
    message: "The event log does not replay to the signed registers.",
    remedy: "The check names the first register that differs.",
  },
  HARDWARE_NOT_PINNED: {
    group: "policy",
    message: "The policy pins what software wrote and nothing of the launch that it stands on.",
    remedy:
      "Pin the launch too: `sevSnp.measurement`, or `intel.tdx.mrTd` and for dstack a register of the boot.",
  },
  EVENT_LOG_NOT_JUDGED: {
    group: "tpm",
    message: "This kind of evidence signs no registers that an event log could be held against.",
    remedy: "Send the log with the quote that signs its registers, or leave it out.",
  },
  HCL_BINDING_INVALID: {
    group: "tpm",
    message: "The hardware report does not bind this runtime data.",
    remedy: "Read report and quote again, together.",
  },
  // Tokens
  TOKEN_SIGNATURE_INVALID: {
    group: "token",
    message: "The token's signature is wrong.",
    remedy: "The token was changed, or it is a forgery.",
  },
  TOKEN_KEY_UNKNOWN: {
    group: "token",
    message: "No trusted key fits the token.",
    remedy: "Give the issuer's JWKS.",
  },
  TOKEN_EXPIRED: {
    group: "token",
    message: "The token has expired.",
    remedy: "Ask for a new one.",
  },
  TOKEN_NOT_YET_VALID: {
    group: "token",
    message: "The token is not valid yet.",
    remedy: "Check the clocks.",
  },
  TOKEN_ISSUER_REJECTED: {
    group: "token",
    message: "The policy does not accept this issuer.",
    remedy: "See `token.issuers`.",
  },
  TOKEN_AUDIENCE_REJECTED: {
    group: "token",
    message: "The policy does not accept this audience.",
    remedy: "See `token.audiences`.",
  },
  TOKEN_ISSUER_UNPINNED: {
    group: "token",
    message: "Nobody said which issuer to accept, and anybody can have one of this form.",
    remedy: "Name the issuer in `token.issuers`.",
  },
  TOKEN_POLICY_UNMATCHED: {
    group: "token",
    message: "The token says that it did not match a policy of the service.",
    remedy: "Require the policy that matters by `token.requiredClaims`.",
  },
  DEVICE_REJECTED: {
    group: "token",
    message: "The service did not find this device good.",
    remedy: "The check names the claim.",
  },
  BUNDLE_MISMATCH: {
    group: "token",
    message: "The parts of the token bundle do not belong together.",
    remedy: "Send the whole answer of the service, unchanged.",
  },
  COMMITMENT_SCHEMA_MISMATCH: {
    group: "token",
    message: "The commitment does not have the form that is registered for this vendor.",
    remedy: "The check names the member and the rule of the schema.",
  },
  COMMITMENT_SCHEMA_INVALID: {
    group: "token",
    message: "The schema that is registered for this vendor can't be used.",
    remedy: "The check names the keyword; see the documented part of JSON Schema.",
  },
  CLAIM_MISMATCH: {
    group: "token",
    message: "A claim does not have the expected value.",
    remedy: "The check names the claim.",
  },
  // Composite
  SUBMODULE_FAILED: {
    group: "composite",
    message: "A part of the composite evidence failed.",
    remedy: "Open the part.",
  },
  // Freshness
  NONCE_MISSING: {
    group: "freshness",
    message: "The policy asks for a nonce and none came with the request.",
    remedy: "Ask for a nonce first and put it into the report data.",
  },
  NONCE_MISMATCH: {
    group: "freshness",
    message: "The evidence does not carry the expected nonce.",
    remedy: "The nonce must stand in the report data.",
  },
  NONCE_UNKNOWN: {
    group: "freshness",
    message: "This service did not issue that nonce.",
    remedy: "Ask for a nonce first.",
  },
  NONCE_REPLAYED: {
    group: "freshness",
    message: "That nonce was used before.",
    remedy: "Ask for a new nonce for every attestation.",
  },
  NONCE_EXPIRED: {
    group: "freshness",
    message: "That nonce has expired.",
    remedy: "Ask for a new one.",
  },
  EVIDENCE_TOO_OLD: {
    group: "freshness",
    message: "The evidence is older than the policy allows.",
    remedy: "Attest again.",
  },
  REPORT_DATA_MISMATCH: {
    group: "freshness",
    message: "The report data is not what this call expects.",
    remedy: "All 64 bytes are compared.",
  },
  USER_DATA_MISMATCH: {
    group: "freshness",
    message: "The user data is not what this call expects.",
    remedy: "All bytes are compared.",
  },
  // Policy
  MEASUREMENT_MISMATCH: {
    group: "policy",
    message: "A measured value is not one that the policy accepts.",
    remedy: "The check names the knob, the expected and the actual value.",
  },
  REFERENCE_VALUES_MISSING: {
    group: "policy",
    message: "The policy demands approved reference values and there are none.",
    remedy: "Approve a reference value set for this workload.",
  },
  SECURITY_LEVEL_TOO_LOW: {
    group: "policy",
    message: "The evidence is of a lower security level than the policy demands.",
    remedy: "See `minSecurityLevel`.",
  },
  SIMULATED_NOT_ALLOWED: {
    group: "policy",
    message: "The evidence is simulated.",
    remedy: "Simulated evidence passes under `relaxed` only.",
  },
  // Endorsements
  COLLATERAL_UNAVAILABLE: {
    group: "endorsements",
    message: "Endorsements that are needed can't be had.",
    remedy: "Give them with the request, import them, or verify again when the upstream answers.",
  },
  NOT_CHECKED_HERE: {
    group: "endorsements",
    message: "This check can't be made where the evidence was judged.",
    remedy: "Verify on the server or with the command line.",
  },
  COLLATERAL_INVALID: {
    group: "endorsements",
    message: "An item of collateral can't be read.",
    remedy: "The check names the item.",
  },
  // Access
  AUTHENTICATION_REQUIRED: {
    group: "access",
    message: "This asks for a session or an API key, and the request has neither.",
    remedy: "Sign in, or send `Authorization: Bearer` with an API key.",
    httpStatus: 401,
  },
  CREDENTIALS_INVALID: {
    group: "access",
    message: "These credentials are not known here.",
    remedy: "Check that the key was copied whole; a session that has ended needs a new sign-in.",
    httpStatus: 401,
  },
  API_KEY_ENDED: {
    group: "access",
    message: "This API key was revoked or has expired.",
    remedy: "Use the key that replaced it, or ask an administrator for a new one.",
    httpStatus: 401,
  },
  API_KEY_ADDRESS_REFUSED: {
    group: "access",
    message: "This API key may not be used from this address.",
    remedy: "Use it from one of its networks, or have its networks changed.",
    httpStatus: 403,
  },
  PERMISSION_DENIED: {
    group: "access",
    message: "Your roles do not allow this.",
    remedy: "The detail names the roles that would; an administrator can give you one.",
    httpStatus: 403,
  },
  ORGANIZATION_REQUIRED: {
    group: "access",
    message: "You are a member of no organization.",
    remedy: "Ask an administrator for an invitation.",
    httpStatus: 403,
  },
  SECOND_FACTOR_DEMANDED: {
    group: "access",
    message: "This organization demands a second factor of its members.",
    remedy:
      "Switch your second factor on in your account; until then nothing else can be done here.",
    httpStatus: 403,
  },
  STEP_UP_REQUIRED: {
    group: "access",
    message: "This asks for a fresh proof of who you are.",
    remedy: "Confirm your password, or sign in again, and repeat it.",
    httpStatus: 403,
  },
  SIGN_IN_FAILED: {
    group: "access",
    message: "E-mail, password or code is not right.",
    remedy: "Check all of them; which one is wrong is not said.",
    httpStatus: 401,
  },
  SIGN_IN_DELAYED: {
    group: "access",
    message: "There were too many failed sign-ins.",
    remedy: "Wait for the seconds that Retry-After names; the delay ends by itself.",
    httpStatus: 429,
  },
  SECOND_FACTOR_REQUIRED: {
    group: "access",
    message: "The password was right; the second factor is missing.",
    remedy: "Send the code of your authenticator, or a recovery code.",
    httpStatus: 401,
  },
  SETUP_DONE: {
    group: "access",
    message: "This installation has been set up.",
    remedy: "Sign in, or ask an administrator for an invitation.",
    httpStatus: 410,
  },
  LINK_INVALID: {
    group: "access",
    message: "This link is unknown, used, withdrawn or too old.",
    remedy: "Ask whoever sent it for a new one.",
    httpStatus: 410,
  },
  ACCOUNT_EXISTS: {
    group: "access",
    message: "This e-mail has an account already.",
    remedy: "Sign in with it first, then open the link again.",
    httpStatus: 409,
  },
  INVITATION_NOT_YOURS: {
    group: "access",
    message: "This invitation is for another e-mail.",
    remedy: "Sign in with the account that was invited, or ask for an invitation of your own.",
    httpStatus: 403,
  },
  PROVIDER_UNAVAILABLE: {
    group: "access",
    message: "The sign-in provider did not answer as it should.",
    remedy: "Try again in a moment, or sign in with your password.",
    httpStatus: 502,
  },
  PROVIDER_SIGN_IN_FAILED: {
    group: "access",
    message: "The sign-in at the provider could not be verified.",
    remedy: "Start again from the sign-in page, in one browser, and finish within ten minutes.",
    httpStatus: 401,
  },
  PROVIDER_EMAIL_UNVERIFIED: {
    group: "access",
    message: "The provider does not vouch for your e-mail.",
    remedy: "Have it verified there, or sign in with your password.",
    httpStatus: 403,
  },
  PROVIDER_ACCOUNT_UNKNOWN: {
    group: "access",
    message: "No account here belongs to this account of the provider.",
    remedy:
      "Open your invitation and go on from there, or sign in with your password and link the provider in your account.",
    httpStatus: 403,
  },
  PROVIDER_PROOF_STALE: {
    group: "access",
    message: "The provider did not ask you to prove who you are again.",
    remedy:
      "Sign out at the provider and repeat it. If it is refused again, the provider leaves auth_time out: its administrator has to switch that on, or confirm with a password of yours.",
    httpStatus: 403,
  },
  PROVIDER_ACCOUNT_TAKEN: {
    group: "access",
    message: "This account of the provider belongs to somebody else here.",
    remedy: "Sign in at the provider as yourself, or sign in here as whom it is linked with.",
    httpStatus: 409,
  },
  PASSWORD_REJECTED: {
    group: "access",
    message: "This password is too easy to guess.",
    remedy: "The detail says why; a sentence of a few unrelated words is good.",
    httpStatus: 422,
  },
  LIMIT_EXCEEDED: {
    group: "access",
    message: "There were more requests than the limit allows.",
    remedy: "Wait for the seconds that Retry-After names; the RateLimit headers show the limits.",
    httpStatus: 429,
  },
  LAST_ADMINISTRATOR: {
    group: "access",
    message: "An organization needs an administrator.",
    remedy: "Make somebody else administrator first.",
    httpStatus: 409,
  },
  MEMBER_ELSEWHERE: {
    group: "access",
    message: "This account belongs to other organizations, too.",
    remedy:
      "Remove the member to keep the account out of yours; once it belongs to no other one, this can be done.",
    httpStatus: 409,
  },
  CONFLICT: {
    group: "access",
    message: "This is no longer in the state that the change starts from.",
    remedy: "Load it again and look at what has changed.",
    httpStatus: 409,
  },
  // Audit trail
  AUDIT_EXPORT_MALFORMED: {
    group: "audit",
    message: "This is no export of an audit trail.",
    remedy: "Give the JSON lines of an export, whole; the CSV form can't be verified.",
    kind: "malformed",
  },
  AUDIT_EXPORT_CHANGED: {
    group: "audit",
    message: "A line of the export is not as it was written.",
    remedy: "Export again and compare the line that is named.",
  },
  AUDIT_EXPORT_CUT_OFF: {
    group: "audit",
    message: "The export ends before its last line.",
    remedy: "Export again; a download that broke off looks like this, too.",
  },
  AUDIT_EVENT_CHANGED: {
    group: "audit",
    message: "An event is not the one that was chained.",
    remedy: "Compare the event with a backup or an earlier export.",
  },
  AUDIT_EVENT_MISSING: {
    group: "audit",
    message: "Events were taken out of the trail.",
    remedy: "Look for the events in a backup or an earlier export.",
  },
  AUDIT_EVENT_MISPLACED: {
    group: "audit",
    message: "An event stands where it does not belong.",
    remedy: "It was inserted, doubled or moved; compare with an earlier export.",
  },
  AUDIT_CHAIN_BROKEN: {
    group: "audit",
    message: "An event does not follow the one that stands before it.",
    remedy: "One of the two was replaced; compare both with a backup.",
  },
  AUDIT_SEAL_CHANGED: {
    group: "audit",
    message: "The signature of a seal is not right.",
    remedy: "Compare the seal with a backup or with the log, where each seal stands.",
  },
  AUDIT_SEAL_MISSING: {
    group: "audit",
    message: "A seal was taken out of the trail.",
    remedy: "Look for it in a backup, an earlier export or the log, where each seal stands.",
  },
  AUDIT_SEAL_MISPLACED: {
    group: "audit",
    message: "A seal stands where it does not belong.",
    remedy: "It was doubled or moved; compare with an earlier export.",
  },
  AUDIT_SEAL_BROKEN: {
    group: "audit",
    message: "The events of a run are not those that were sealed.",
    remedy: "Events of this run were replaced and chained anew; compare them with a backup.",
  },
  AUDIT_KEY_UNKNOWN: {
    group: "audit",
    message: "This was signed by another key than the expected one.",
    remedy: "If the installation's secret was changed, give the earlier public key as well.",
  },
  // Requests
  REQUEST_INVALID: {
    group: "request",
    message: "The request does not fit its schema.",
    remedy: "`errors` names each place.",
    kind: "malformed",
    httpStatus: 400,
  },
  BODY_TOO_LARGE: {
    group: "request",
    message: "The request is larger than the limit.",
    remedy: "Send less, or use the batch form.",
    kind: "malformed",
    httpStatus: 413,
  },
  NOT_FOUND: {
    group: "request",
    message: "There is nothing at this address.",
    remedy: "Check the id.",
    httpStatus: 404,
  },
  METHOD_NOT_ALLOWED: {
    group: "request",
    message: "This address does not know that method.",
    remedy: "The Allow header lists those that it knows.",
    httpStatus: 405,
  },
  UNSUPPORTED_MEDIA_TYPE: {
    group: "request",
    message: "The content type is not one that this address reads.",
    remedy: "Send application/json, or application/x-ndjson to a batch.",
    httpStatus: 415,
  },
  IDEMPOTENCY_KEY_REUSED: {
    group: "request",
    message: "That Idempotency-Key was used with another request.",
    remedy: "Use a new key for a new request.",
    httpStatus: 409,
  },
  POLICY_UNKNOWN: {
    group: "request",
    message: "There is no policy of that name.",
    remedy: "Built in are strict, moderate and relaxed.",
    kind: "malformed",
    httpStatus: 422,
  },
  REVERIFY_IMPOSSIBLE: {
    group: "request",
    message: "This attestation can't be judged again in that way.",
    remedy: "The detail says what is missing.",
    httpStatus: 409,
  },
  ORIGIN_REJECTED: {
    group: "request",
    message: "The request came through a host name or from a page that this server does not serve.",
    remedy: "Use the address that the server was started for, and no page of another site.",
    httpStatus: 403,
  },
  REQUEST_TIMEOUT: {
    group: "request",
    message: "The body of the request did not arrive in time.",
    remedy: "Send the request again.",
    httpStatus: 408,
  },
  TOO_BUSY: {
    group: "request",
    message: "The server has as much work as it takes.",
    remedy: "Try again after the seconds that Retry-After names.",
    httpStatus: 503,
  },
  DATABASE_UNAVAILABLE: {
    group: "request",
    message: "The database of this server can't be reached, or takes no changes.",
    remedy: "Try again after Retry-After; look first whether a change was kept.",
    httpStatus: 503,
  },
  INTERNAL_ERROR: {
    group: "request",
    message: "Something broke inside the server.",
    remedy: "Quote the request id to whoever runs this server.",
    httpStatus: 500,
  },
} as const satisfies Record<string, ReasonCodeEntry>;

export type ReasonCode = keyof typeof REASON_CODES;

/** The entry of a code, with its optional members readable. */
export function reasonCodeEntry(code: ReasonCode): ReasonCodeEntry {
  return REASON_CODES[code];
}

export function isReasonCode(text: string): text is ReasonCode {
  return Object.hasOwn(REASON_CODES, text);
}
