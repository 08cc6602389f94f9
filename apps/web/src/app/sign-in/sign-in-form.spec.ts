import { TestBed } from '@angular/core/testing';
import { FacilityInfo } from '../core/facility';
import { Problem } from '../core/problem';
import { Session } from '../core/session';
import { setUp } from '../testing/setup';
import { SignInForm } from './sign-in-form';

const LOCAL = { kind: 'local', label: 'Account here' };
const LDAP = { kind: 'ldap', label: 'Zoo directory' };
const OIDC = { kind: 'oidc', label: 'Zoo ID', href: '/api/v4/session/oidc' };

function open(ways: readonly object[], signIn: () => Promise<void> = () => Promise.resolve()) {
  const calls: unknown[][] = [];
  setUp(
    { provide: FacilityInfo, useValue: { facility: () => ({ signIn: ways }) } },
    {
      provide: Session,
      useValue: {
        signIn: (...args: unknown[]) => {
          calls.push(args);
          return signIn();
        },
      },
    },
  );
  const fixture = TestBed.createComponent(SignInForm);
  fixture.componentRef.setInput('next', '/proposals?q=iron');
  fixture.detectChanges();
  const page = fixture.nativeElement as HTMLElement;
  const submit = async (): Promise<void> => {
    page.querySelector<HTMLInputElement>('[name=username]')!.value = ' petra ';
    page.querySelector<HTMLInputElement>('[name=password]')!.value = 'secret';
    page.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
    await new Promise((done) => setTimeout(done, 5));
    fixture.detectChanges();
  };
  return { page, submit, calls, fixture };
}

describe('sign-in form', () => {
  it('has a button for the provider, which brings back to the wanted page', () => {
    const { page } = open([OIDC]);
    const link = page.querySelector('a');
    expect([link?.textContent?.trim(), link?.getAttribute('href')]).toEqual([
      'Sign in with Zoo ID',
      '/api/v4/session/oidc?next=%2Fproposals%3Fq%3Diron',
    ]);
    expect(page.querySelector('form')).toBeNull();
  });
  it('tries all accounts with a password unless one was chosen', async () => {
    const { page, submit, calls, fixture } = open([LOCAL, LDAP, OIDC]);
    await submit();
    const choice = page.querySelector('select')!;
    expect([...choice.options].map(({ text }) => text.trim())).toEqual([
      'Whichever fits',
      'Account here',
      'Zoo directory',
    ]);
    choice.value = 'ldap';
    choice.dispatchEvent(new Event('change'));
    fixture.detectChanges();
    await submit();
    expect(calls).toEqual([
      ['petra', 'secret', undefined],
      ['petra', 'secret', 'ldap'],
    ]);
  });
  it.each([
    [new Problem('signed-out', 'Unauthorized'), 'User name or password is wrong'],
    [
      new Problem('unavailable', 'The directory does not answer; try again in a moment'),
      'Your password was not judged',
    ],
    [new Problem('unavailable', ''), 'nobody can sign in'],
    [new Problem('too-many', '', { retryAfter: 7 }), 'You can try again in'],
  ])('tells apart what went wrong: %s', async (problem, words) => {
    const { page, submit } = open([LOCAL, LDAP], () => Promise.reject(problem));
    await submit();
    expect(page.querySelector('[role=alert]')?.textContent).toContain(words);
  });
});
