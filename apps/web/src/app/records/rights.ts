import { Injectable, inject } from '@angular/core';
import { Session } from '../core/session';
import type { Sample } from './record-types';

/** What the program offers to the person; the catalogue asks again with each write. */
@Injectable({ providedIn: 'root' })
export class Rights {
  private readonly session = inject(Session);

  private has(right: string): boolean {
    return this.session.user()?.rights.includes(right) ?? false;
  }
  proposals(): boolean {
    return this.has('proposals');
  }
  instruments(): boolean {
    return this.has('admin');
  }
  newSamples(): boolean {
    return this.has('samples');
  }
  sample({ ownerGroup }: Sample): boolean {
    const isOwn = this.session.user()?.groups.includes(ownerGroup) ?? false;
    return this.has('admin') || (isOwn && this.has('samples'));
  }
  /** Groups that a new record may belong to; an admin may name any other. */
  groups(): readonly string[] {
    return this.session.user()?.groups ?? [];
  }
  anyGroup(): boolean {
    return this.has('samples-of-anybody');
  }
}
