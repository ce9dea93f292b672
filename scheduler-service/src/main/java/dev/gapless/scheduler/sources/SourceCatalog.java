package dev.gapless.scheduler.sources;

import dev.gapless.connector.Connector;
import dev.gapless.connector.ManifestParser.Reading;
import dev.gapless.connector.SourceSpec;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The applied manifests. A manifest is parsed once a revision. */
public final class SourceCatalog {

    private static final Logger LOG = LoggerFactory.getLogger(SourceCatalog.class);

    /** @param spec empty when a manifest that was accepted once is refused by this version of the reader */
    private record Parsed(String revision, Optional<SourceSpec> spec) {}

    private final SourceStore store;
    private final ManifestSyntax syntax;
    private final ConcurrentMap<String, Parsed> parsed = new ConcurrentHashMap<>();

    SourceCatalog(SourceStore store, ManifestSyntax syntax) {
        this.store = store;
        this.syntax = syntax;
    }

    /** All sources by name, as they stand in the database now; those that cannot be read any more are left out. */
    public Map<String, Source> all() {
        Map<String, Source> sources = new LinkedHashMap<>();
        for (StoredSource stored : store.all()) {
            spec(stored).ifPresent(spec -> sources.put(stored.name(), new Source(spec, stored.version())));
        }
        return sources;
    }

    /** All sources, also those whose manifest cannot be read any more, in alphabetical order. */
    public List<String> names() {
        return store.all().stream().map(StoredSource::name).toList();
    }

    public Optional<SourceSpec> spec(String source) {
        return store.find(source).flatMap(this::spec);
    }

    private Optional<SourceSpec> spec(StoredSource stored) {
        return parsed.compute(
                        stored.name(),
                        (name, known) ->
                                known != null && known.revision().equals(stored.revision()) ? known : parse(stored))
                .spec();
    }

    private Parsed parse(StoredSource stored) {
        return switch (syntax.read(stored.manifest().getBytes(StandardCharsets.UTF_8))) {
            case Reading.Accepted(Connector connector) -> new Parsed(stored.revision(), Optional.of(connector.spec()));
            case Reading.Refused(var problems) -> {
                LOG.error("stored-manifest-refused source={} problems={}", stored.name(), problems.size());
                yield new Parsed(stored.revision(), Optional.empty());
            }
        };
    }
}
