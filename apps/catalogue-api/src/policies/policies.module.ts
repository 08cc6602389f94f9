import { Module } from '@nestjs/common';
import { Stores } from '../schema/stores';
import { PoliciesV3Controller } from './policies.controller';
import { PoliciesService } from './policies.service';
import { POLICY } from './policy.record';

@Module({
  imports: [Stores.of(POLICY)],
  controllers: [PoliciesV3Controller],
  providers: [PoliciesService],
  exports: [PoliciesService],
})
export class PoliciesModule {}
