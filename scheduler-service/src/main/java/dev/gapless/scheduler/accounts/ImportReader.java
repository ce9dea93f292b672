package dev.gapless.scheduler.accounts;

import dev.gapless.common.platform.tenant.CallerSources;
import dev.gapless.connector.SourceSpec;
import dev.gapless.scheduler.accounts.ImportAnswer.Problem;
import dev.gapless.scheduler.sources.SourceCatalog;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/** Reads lines one by one and says what is wrong with each. Manifests are looked up once an import. */
final class ImportReader {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** What a line is. */
    sealed interface Reading {

        /** @param spec of the source */
        record Wanted(ImportLine line, SourceSpec spec, StartPosition since) implements Reading {}

        record Refused(Problem problem) implements Reading {}
    }

    private final SourceCatalog sources;
    private final CallerSources own;
    private final Map<String, Optional<SourceSpec>> specs = new HashMap<>();

    /** @param own sources that exist for the caller */
    ImportReader(SourceCatalog sources, CallerSources own) {
        this.sources = sources;
        this.own = own;
    }

    Reading read(int number, String text) {
        ImportLine line;
        try {
            line = JSON.readValue(text, ImportLine.class);
        } catch (UnrecognizedPropertyException e) {
            return refused(
                    number,
                    e.getPropertyName(),
                    "a member of source, account, credential, streams, since, remove",
                    "Leave the member out, or correct its name.");
        } catch (JacksonException e) {
            // its message may quote the credential
            return refused(
                    number,
                    e.getClass().getSimpleName(),
                    "one JSON object a line",
                    "Write {\"source\":\"…\",\"account\":\"…\"} on a line of its own.");
        }
        if (line == null || line.source() == null || line.account() == null) {
            return refused(number, "null", "source and account are there", "Name the source and the account.");
        }
        return check(number, line, line.source(), line.account());
    }

    private Reading check(int number, ImportLine line, String source, String account) {
        Optional<SourceSpec> spec =
                own.include(source) ? specs.computeIfAbsent(source, sources::spec) : Optional.empty();
        if (spec.isEmpty()) {
            return refused(
                    number, source, "a source whose manifest is applied", "Apply it with PUT /v1/sources/{source}.");
        }
        try {
            if (line.removes()) {
                AccountNames.requireStorable(spec.get(), account);
            } else {
                AccountNames.require(spec.get(), account);
            }
        } catch (IllegalArgumentException e) {
            return refused(number, account, String.valueOf(e.getMessage()), AccountNames.remedy(spec.get(), account));
        }
        List<String> streams = line.streams() == null ? List.of() : line.streams();
        for (String stream : streams) {
            if (!spec.get().streams().containsKey(stream)) {
                return refused(
                        number,
                        stream,
                        "streams of the source: "
                                + spec.get().streams().keySet().stream()
                                        .sorted()
                                        .toList(),
                        "Name streams of the source's manifest, or leave them out for all.");
            }
        }
        try {
            return new Reading.Wanted(line, spec.get(), StartPosition.parse(line.since(), spec.get(), line.streams()));
        } catch (IllegalArgumentException e) {
            return refused(
                    number,
                    String.valueOf(line.since()),
                    String.valueOf(e.getMessage()),
                    "Give the expected value, or leave it out to use the manifest's horizon.");
        }
    }

    private static Reading refused(int number, String value, String rule, String remedy) {
        return new Reading.Refused(new Problem(number, value, rule, remedy));
    }
}
