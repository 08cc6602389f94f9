import { Module } from '@nestjs/common';
import { Records } from './records';

@Module({ providers: [Records], exports: [Records] })
export class RecordsModule {}
