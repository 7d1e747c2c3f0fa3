-- What a project pays where it is not what the table says. The version grows with every change and is kept with what was priced.
-- AlterTable
ALTER TABLE "projects" ADD COLUMN     "prices" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "prices_version" INTEGER NOT NULL DEFAULT 0;
