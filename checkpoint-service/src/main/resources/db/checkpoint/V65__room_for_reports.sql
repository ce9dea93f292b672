-- All rows of a page are reported again within seconds, so a page needs room for each of its rows once more. With less, a
-- quarter of the reports went to another page and wrote both indexes.
alter table coverage_window set (fillfactor = 45);
