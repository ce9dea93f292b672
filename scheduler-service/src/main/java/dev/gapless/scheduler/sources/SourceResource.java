package dev.gapless.scheduler.sources;

import dev.gapless.common.platform.ApiProblem;
import dev.gapless.common.platform.dryrun.CallConditions;
import dev.gapless.common.platform.dryrun.PlannedCalls;
import dev.gapless.common.platform.tenant.CallerSources;
import dev.gapless.common.platform.tenant.CallerTenant;
import dev.gapless.connector.Connector;
import dev.gapless.connector.ManifestParser.Problem;
import dev.gapless.connector.ManifestParser.Reading;
import dev.gapless.connector.SourceSpec;
import dev.gapless.scheduler.gaps.RefusedWork;
import dev.gapless.scheduler.time.DatabaseClock;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Applies manifests, and lists what was applied. */
@RestController
class SourceResource {

    private static final Logger LOG = LoggerFactory.getLogger(SourceResource.class);
    private static final int MAX = 1 << 20;

    /** @param known true when the source was there before */
    private record AppliedManifest(boolean known, boolean changed) {}

    private final SourceStore store;
    private final SourceCatalog sources;
    private final ManifestSyntax syntax;
    private final RefusedWork refused;
    private final PlannedCalls calls;
    private final DatabaseClock clock;

    SourceResource(
            SourceStore store,
            SourceCatalog sources,
            ManifestSyntax syntax,
            RefusedWork refused,
            PlannedCalls calls,
            DatabaseClock clock) {
        this.store = store;
        this.sources = sources;
        this.syntax = syntax;
        this.refused = refused;
        this.calls = calls;
        this.clock = clock;
    }

    /**
     * The manifest is the body, whatever it calls its type. Applying the same text again changes nothing.
     *
     * @param tenant whose a new source is to be; {@code main} unless it is given. A source keeps its tenant
     */
    @PutMapping("/v1/sources/{source}")
    ResponseEntity<SourceView> apply(
            @PathVariable String source,
            @RequestParam(required = false) @Nullable String tenant,
            @RequestBody byte[] manifest,
            CallConditions asked) {
        if (manifest.length > MAX) {
            throw ApiProblem.unprocessable(
                    "manifest: %d bytes (expected: at most %d)".formatted(manifest.length, MAX),
                    "Split the platform into several sources.");
        }
        SourceSpec spec = accepted(source, manifest);
        if (tenant != null && !CallerTenant.isName(tenant)) {
            throw ApiProblem.unprocessable(
                    "tenant: %s (expected: %s)".formatted(tenant, CallerTenant.form()),
                    "Name the tenant, or leave it out for %s.".formatted(CallerTenant.MAIN));
        }
        AppliedManifest applied = calls.call("apply-source", asked, told -> {
            Optional<StoredSource> before = store.findForUpdate(source);
            Instant now = clock.instant();
            boolean changed = store.apply(
                    source,
                    new String(manifest, StandardCharsets.UTF_8),
                    spec.revision(),
                    tenant == null ? CallerTenant.MAIN : tenant,
                    now);
            String owner = owner(source, tenant);
            if (changed) {
                refused.freeForManifest(
                        source, before.map(stored -> keptLonger(stored, spec)).orElse(List.of()), now);
            }
            told.effect("source", source);
            told.effect("changes", changed);
            told.effect("revisionBefore", before.map(StoredSource::revision).orElse(null));
            told.effect("revision", spec.revision());
            told.effect("streams", streams(spec));
            told.effect("tenant", owner);
            return new AppliedManifest(before.isPresent(), changed);
        });
        if (applied.changed()) {
            LOG.info("source-applied source={} revision={}", source, spec.revision());
        }
        return ResponseEntity.status(applied.known() ? HttpStatus.OK : HttpStatus.CREATED)
                .body(view(source));
    }

    /** What was captured of a source stays its tenant's, so it is never given to another one. */
    private String owner(String source, @Nullable String wanted) {
        String owner = store.tenant(source).orElseThrow();
        if (wanted != null && !owner.equals(wanted)) {
            throw ApiProblem.conflict(
                    "tenant: %s (expected: %s, whose the source is)".formatted(wanted, owner),
                    "Leave it out, or apply the manifest under another name.");
        }
        return owner;
    }

    private List<String> keptLonger(StoredSource before, SourceSpec spec) {
        Reading reading = syntax.read(before.manifest().getBytes(StandardCharsets.UTF_8));
        return reading instanceof Reading.Accepted(Connector connector)
                ? KeptStreams.longer(connector.spec(), spec)
                : streams(spec);
    }

    private static List<String> streams(SourceSpec spec) {
        return spec.streams().keySet().stream().sorted().toList();
    }

    private SourceSpec accepted(String source, byte[] manifest) {
        SourceSpec spec = switch (syntax.read(manifest)) {
            case Reading.Accepted(Connector connector) -> connector.spec();
            case Reading.Refused(List<Problem> problems) -> throw refusal(problems);
        };
        if (!spec.source().equals(source)) {
            throw refusal(List.of(new Problem(
                    1,
                    "source",
                    spec.source(),
                    "is the name that the manifest is applied under: " + source,
                    "Apply it as " + spec.source() + ", or rename it in the manifest.")));
        }
        return spec;
    }

    private static RuntimeException refusal(List<Problem> problems) {
        return ApiProblem.unprocessable(
                "manifest: %d %s".formatted(problems.size(), problems.size() == 1 ? "problem" : "problems"),
                "Correct what is listed, and apply the manifest again.",
                problems);
    }

    @GetMapping("/v1/sources")
    List<SourceView> list(CallerSources own) {
        return store.all().stream()
                .filter(source -> own.include(source.name()))
                .map(this::view)
                .toList();
    }

    @GetMapping("/v1/sources/{source}")
    SourceView view(@PathVariable String source) {
        return store.find(source).map(this::view).orElseThrow(() -> UnknownSource.refusal(source, sources.names()));
    }

    /** What was captured of it stays. */
    @DeleteMapping("/v1/sources/{source}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable String source, CallConditions asked) {
        calls.run("remove-source", asked, told -> {
            SourceView before = store.findForUpdate(source)
                    .map(this::view)
                    .orElseThrow(() -> UnknownSource.refusal(source, sources.names()));
            if (!store.remove(source, clock.instant())) {
                throw ApiProblem.conflict(
                        "source: %s has accounts that are followed (expected: none)".formatted(source),
                        "Remove them first: ./gapless account remove %s ACCOUNT; ./gapless account list %s names them."
                                .formatted(source, source));
            }
            told.effect("source", source);
            told.effect("revision", before.revision());
            told.effect("streams", before.streams());
        });
        LOG.info("source-removed source={}", source);
    }

    private SourceView view(StoredSource stored) {
        List<String> streams =
                sources.spec(stored.name()).map(SourceResource::streams).orElse(List.of());
        return new SourceView(stored.name(), stored.revision(), stored.appliedAt(), streams, stored.tenant());
    }
}
