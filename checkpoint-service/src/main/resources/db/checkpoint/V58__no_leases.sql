-- Its last user was the look for missed items, which any number of processes do: the mark moves once. Operations keep their
-- leases in their own rows, with tokens of the same sequence.
drop table resource_lease;
