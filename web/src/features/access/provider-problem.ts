/** What to say to who came back from a provider with a problem, by its code. */
const problems: Record<string, string> = {
  'sso.unavailable':
    'The sign-in provider does not answer as it should. Try again in a few minutes; an owner can sign in with a password meanwhile.',
  'sso.address_refused':
    'The address of the sign-in provider may not be reached from here. An owner tests the connection under “Single sign-on”.',
  'sso.issuer_wrong':
    'There is no OpenID provider at the address that is set. An owner tests the connection under “Single sign-on”.',
  'sso.client_wrong':
    'The sign-in provider does not accept the client id or the client secret. An owner sets them anew under “Single sign-on”; secrets often end by a date.',
  'sso.off': 'Signing in this way is switched off. Use your password, or ask an owner.',
  'sso.denied': 'You were not let in there, or you said no. Nothing changed; try again.',
  'sso.not_anew':
    'The provider did not ask who you are, although it was to, so nobody was signed in. Sign out there, then sign in here again. If it stays, whoever runs the provider has it honour max_age.',
  'sso.answer_invalid':
    'What the provider answered did not pass our checks, so nobody was signed in. Begin again; if it stays, ask an owner to test the connection.',
  'session.provider_request':
    'This way back belongs to no sign-in that was begun in this browser, or it took longer than fifteen minutes. Begin again.',
  'session.not_admitted':
    'The provider knows you, but nobody here has let you in. Ask an owner to invite you, or for a link. If you have an account here, sign in with your password and add the provider on the page “Your account”.',
  'session.mail_unverified':
    'The provider does not say that the address of your account there is yours. Have it verified there, then try again.',
  'session.mail_domain':
    'Addresses like that of your account at the provider are not let in here. Use the account of your organisation.',
  'session.single_sign_on_only':
    'Your organisation has you sign in with its own provider. Use the button for it.',
  'session.owner_password':
    'You are the only owner with a password, so this link cannot leave you without one. Open it again and set a new password with it; then add the provider on the page “Your account”.',
  'session.too_many_attempts':
    'There were too many attempts to sign in. Wait a little, then try again.',
  'session.plain_http':
    'This page came over plain HTTP, where the session could be taken over, so nobody is signed in here. Open the program by https.',
  'amazon_sign_in.off':
    'Signing in with Amazon is switched off. Use your password, or ask an owner.',
  'amazon_sign_in.sandbox':
    'The sandbox asks nobody for a password, so it lets in only who sits at the machine that it runs on.',
  'identity.other_mail':
    'Your account at Amazon has another email address than your account here, or none. Sign in at Amazon with the account of that address, or ask an owner to invite the address that you have there.',
  'identity.taken':
    'This account of the provider belongs to somebody else here. Sign in there with your own.',
  'invitation.link_invalid': 'This link is not valid any more. Ask whoever gave it for a new one.',
}

export function providerProblem(code: string): string {
  return (
    problems[code] ??
    `The answer of the provider could not be used (${code}). Begin again; if it stays so, ask an owner.`
  )
}

/** What to say where nobody was to be signed in, but to prove that it is still them. */
const unproven: Record<string, string> = {
  'proof.other_person':
    'Somebody else has signed in at the provider, or with another account. Sign in there with the account that you sign in here with.',
  'session.provider_silent':
    'Your sign-in provider does not say when it last asked you, so its word is no proof. Add a code generator on the page “Your account” within ten minutes of signing in. Or have whoever runs the provider send auth_time.',
  'sso.not_anew':
    'The provider did not ask who you are, although it was to. Sign out there and try again. If it stays, whoever runs the provider has it honour max_age.',
  'sso.answer_invalid':
    'What the provider answered did not pass our checks. Try again; if it stays, ask an owner to test the connection.',
  'session.provider_request':
    'You have signed in anew here meanwhile, or it took longer than fifteen minutes. Try again.',
}

export const proofProblem = (code: string): string => unproven[code] ?? providerProblem(code)
