import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { Problem } from '../core/problem';
import { FakeCatalogue, settled } from '../testing/fake-api';
import { setUp, signedIn } from '../testing/setup';
import { ConsentPage } from './consent.page';

async function land(brought: Record<string, string>, answer: object | Problem = { id: 'job-1' }) {
  const catalogue = new FakeCatalogue({
    'POST /api/v4/jobs/consent': () => {
      if (answer instanceof Problem) throw answer;
      return answer;
    },
  });
  setUp(signedIn([]), catalogue.provide());
  const router = TestBed.inject(Router);
  const went: unknown[] = [];
  router.navigate = (to, extras) => {
    went.push([to, extras?.replaceUrl]);
    return Promise.resolve(true);
  };
  const fixture = TestBed.createComponent(ConsentPage);
  for (const [name, value] of Object.entries(brought)) fixture.componentRef.setInput(name, value);
  fixture.detectChanges();
  await settled();
  fixture.detectChanges();
  return { catalogue, went, text: (fixture.nativeElement as HTMLElement).textContent };
}

describe('the page where Globus sends people back to', () => {
  it('hands over what they brought and leads to their job, without a trace in the history', async () => {
    const { catalogue, went } = await land({ state: 's', code: 'c' });
    expect(catalogue.to('POST /api/v4/jobs/consent').map(({ body }) => body)).toEqual([{ state: 's', code: 'c' }]);
    expect(went).toEqual([[['/jobs', 'job-1'], true]]);
  });
  it('says that the job waits when they said no', async () => {
    const { catalogue, went, text } = await land({ state: 's' });
    expect([catalogue.to('POST /api/v4/jobs/consent'), went]).toEqual([[], []]);
    expect(text).toContain('No consent was given');
    expect(text).toContain('The job waits');
  });
  it('says what was wrong with it', async () => {
    const { went, text } = await land({ state: 's', code: 'c' }, new Problem('invalid', 'Too late'));
    expect(went).toEqual([]);
    expect(text).toContain('Too late');
  });
});
