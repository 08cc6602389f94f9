import { Module } from '@nestjs/common';
import { DoiTasks } from './doi-tasks';

/** For whoever changes what is told of a DOI. */
@Module({ providers: [DoiTasks], exports: [DoiTasks] })
export class DoiTasksModule {}
