import { TestBed } from '@angular/core/testing';
import { Problem } from '../core/problem';
import { FakeCatalogue, settled } from '../testing/fake-api';
import { setUp, signedIn } from '../testing/setup';
import { ProposalTeam } from './proposal-team';

async function show(answer: () => unknown): Promise<string> {
  const catalogue = new FakeCatalogue({ 'GET /api/v4/proposals/20260101/team': answer });
  setUp(signedIn(), catalogue.provide());
  const fixture = TestBed.createComponent(ProposalTeam);
  fixture.componentRef.setInput('proposalId', '20260101');
  for (let turn = 0; turn < 3; turn += 1) {
    fixture.detectChanges();
    await settled();
  }
  fixture.detectChanges();
  return (fixture.nativeElement as HTMLElement).textContent?.replace(/\s+/g, ' ').trim() ?? '';
}

describe('team of a proposal', () => {
  it('names those who do not stand above it already', async () => {
    const text = await show(() => [
      { role: 'pi', lastName: 'Muster' },
      { role: 'member', firstName: 'Gustav', lastName: 'Gast', email: 'gustav.gast@institute.example' },
    ]);
    expect(text).toContain('Team Gustav Gast gustav.gast@institute.example');
    expect(text).not.toContain('Muster');
  });
  it('is nothing for those who may not know it', async () => {
    const refuse = () => {
      throw new Problem('forbidden', 'no');
    };
    expect(await show(refuse)).toBe('');
  });
  it('says when it could not be read', async () => {
    const fail = () => {
      throw new Problem('unavailable', 'away');
    };
    expect(await show(fail)).toContain('could not be read');
  });
});
