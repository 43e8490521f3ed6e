-- A write that was not sent in its slot takes nothing of any window, so what was spent on it is given back. Few slots have been given since;
-- their totals count down in their order, because each may take the number of the one before.
create function return_write(installation bigint, slot timestamptz, units int, points int, resource text) returns void
language plpgsql volatile as $$
declare
    unused record;
    later bigint;
begin
    perform from write_budgets b where b.installation_id = installation for update;
    for unused in
        delete from write_spendings s using (values ('content', units), (resource, points)) as book (name, units)
        where s.installation_id = installation and s.ledger = book.name and s.units = book.units and s.at = slot
        returning s.ledger, s.total, s.units
    loop
        for later in
            select s.total from write_spendings s
            where s.installation_id = installation and s.ledger = unused.ledger and s.total > unused.total order by s.total
        loop
            update write_spendings s set total = s.total - unused.units
            where s.installation_id = installation and s.ledger = unused.ledger and s.total = later;
        end loop;
    end loop;
end
$$;
