-- What is said on a pull request when somebody asks to have it closed.
alter table changesets add column asked_comment text;
