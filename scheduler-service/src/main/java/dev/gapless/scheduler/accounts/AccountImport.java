package dev.gapless.scheduler.accounts;

import dev.gapless.common.platform.tenant.CallerSources;
import dev.gapless.scheduler.accounts.AccountPage.Entry;
import dev.gapless.scheduler.accounts.AccountPage.Result;
import dev.gapless.scheduler.accounts.ImportAnswer.Problem;
import dev.gapless.scheduler.accounts.ImportReader.Reading;
import dev.gapless.scheduler.sources.SourceCatalog;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Follows, changes and leaves accounts by the thousand, in transactions of a page each. A line that is refused costs no
 * other; a line that names an account again counts after the earlier one. What was written before a failure stays, and
 * the same lines again change nothing.
 */
final class AccountImport {

    private static final int PAGE = 1_000;
    private static final int MAX_PROBLEMS = 1_000;

    /** In characters; a credential and a thousand streams fit. */
    private static final int MAX = 100_000;

    private final AccountPage pages;
    private final SourceCatalog sources;

    AccountImport(AccountPage pages, SourceCatalog sources) {
        this.pages = pages;
        this.sources = sources;
    }

    /** @param own sources that exist for the caller */
    ImportAnswer read(BufferedReader lines, CallerSources own) throws IOException {
        ImportReader reader = new ImportReader(sources, own);
        Map<String, Entry> page = new LinkedHashMap<>();
        Map<Result, Integer> results = new EnumMap<>(Result.class);
        List<Problem> problems = new ArrayList<>();
        int number = 0;
        int read = 0;
        int refused = 0;
        for (String text = lines.readLine(); text != null; text = lines.readLine()) {
            number++;
            if (text.isBlank()) {
                continue;
            }
            read++;
            switch (read(reader, number, text)) {
                case Reading.Refused(Problem problem) -> {
                    refused++;
                    if (problems.size() < MAX_PROBLEMS) {
                        problems.add(problem);
                    }
                }
                case Reading.Wanted(ImportLine line, var spec, StartPosition since) -> {
                    Entry entry = new Entry(spec.source(), String.valueOf(line.account()), line, since);
                    if (page.size() == PAGE || page.containsKey(entry.key())) {
                        write(page, results);
                    }
                    page.put(entry.key(), entry);
                }
            }
        }
        write(page, results);
        return new ImportAnswer(
                read,
                results.getOrDefault(Result.FOLLOWED, 0),
                results.getOrDefault(Result.CHANGED, 0),
                results.getOrDefault(Result.UNCHANGED, 0),
                results.getOrDefault(Result.REMOVED, 0),
                refused,
                problems);
    }

    private static Reading read(ImportReader reader, int number, String text) {
        return text.length() > MAX
                ? new Reading.Refused(new Problem(
                        number,
                        text.length() + " characters",
                        "at most " + MAX + " characters a line",
                        "Name fewer streams, or leave them out for all."))
                : reader.read(number, text);
    }

    private void write(Map<String, Entry> page, Map<Result, Integer> results) {
        pages.write(page.values()).forEach((result, count) -> results.merge(result, count, Integer::sum));
        page.clear();
    }
}
