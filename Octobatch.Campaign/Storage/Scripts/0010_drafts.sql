-- Pull requests opened before this version are drafts or not as their spec had it then (extras 32: draft as wanted).
update changesets set extras = extras | 32 where pull_number is not null;
