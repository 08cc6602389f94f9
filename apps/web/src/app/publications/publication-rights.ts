import { Injectable, inject } from '@angular/core';
import { Session } from '../core/session';
import type { Publication } from './publication-types';
import { stageOf } from './publication-types';

/** What the program offers to the person; the catalogue asks again with each act. */
@Injectable({ providedIn: 'root' })
export class PublicationRights {
  private readonly session = inject(Session);

  admin(): boolean {
    return this.session.user()?.rights.includes('admin') ?? false;
  }
  /** Whoever wrote it, and admins. */
  own({ createdBy }: Publication): boolean {
    const user = this.session.user();
    return user !== null && (createdBy === user.username || this.admin());
  }
  edit(publication: Publication): boolean {
    if (!this.own(publication)) return false;
    if (stageOf(publication) === 'registering') return false;
    if (publication.status === 'private' || publication.status === 'amended') return true;
    return publication.status === 'public' && this.admin();
  }
  /** Message key. */
  whyNotKey(publication: Publication): string {
    return this.own(publication) ? 'publishing.notDraft' : 'publishing.notYours';
  }
}
