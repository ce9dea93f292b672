package dev.gapless.scheduler.accounts;

import dev.gapless.common.platform.ApiProblem;
import dev.gapless.common.platform.CallerTokens;
import dev.gapless.common.platform.dryrun.CallConditions;
import dev.gapless.common.platform.dryrun.CallEffects;
import dev.gapless.common.platform.dryrun.PlannedCalls;
import dev.gapless.common.platform.tenant.CallerSources;
import dev.gapless.common.text.NameSuggestion;
import dev.gapless.connector.SourceSpec;
import dev.gapless.scheduler.sources.SourceCatalog;
import dev.gapless.scheduler.sources.UnknownSource;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Accounts for operators. A credential goes in here and never comes out. */
@RestController
class AccountResource {

    private static final Logger LOG = LoggerFactory.getLogger(AccountResource.class);
    private static final String ALL = "all";
    private static final int MAX = 10_000;
    private static final int SUGGESTED_FROM = 1_000;
    private static final int MAX_PLANNED = 16 * 1024 * 1024;

    private record PutAccount(boolean created, boolean changed) {}

    private final AccountService accounts;
    private final AccountImport imports;
    private final SourceCatalog sources;
    private final PlannedCalls calls;

    AccountResource(AccountService accounts, AccountImport imports, SourceCatalog sources, PlannedCalls calls) {
        this.accounts = accounts;
        this.imports = imports;
        this.sources = sources;
        this.calls = calls;
    }

    @PutMapping("/v1/accounts/{source}/{account}")
    ResponseEntity<AccountView> put(
            @PathVariable String source,
            @PathVariable String account,
            @RequestBody(required = false) @Nullable AccountRequest body,
            CallConditions asked) {
        SourceSpec spec = sources.spec(source).orElseThrow(() -> UnknownSource.refusal(source, sources.names()));
        AccountRequest request = body == null ? AccountRequest.EMPTY : body;
        requireNamed(spec, account);
        requireStreams(spec, request);
        try {
            if (request.secret() != null && !request.secret().reveal().isEmpty()) {
                accounts.prepare(source);
            }
            PutAccount put = calls.call("put-account", asked, told -> put(spec, account, request, told));
            if (put.changed()) {
                LOG.info("account-changed account={}/{}", source, account);
            }
            return ResponseEntity.status(put.created() ? HttpStatus.CREATED : HttpStatus.OK)
                    .body(view(source, account));
        } catch (IllegalArgumentException e) {
            throw ApiProblem.unprocessable(
                    String.valueOf(e.getMessage()),
                    "Give the expected value, or leave it out to use the manifest's horizon.");
        }
    }

    private PutAccount put(SourceSpec spec, String account, AccountRequest request, CallEffects told) {
        Optional<FollowedAccount> before = accounts.findForUpdate(spec.source(), account);
        boolean created = accounts.put(spec, account, request);
        AccountView after = view(spec.source(), account);
        told.effect("source", spec.source());
        told.effect("account", account);
        told.effect("follows", created);
        told.effect("revisionBefore", before.map(FollowedAccount::revision).orElse(null));
        told.effect("revision", after.revision());
        told.effect("streamsBefore", before.map(AccountResource::streams).orElse(null));
        told.effect("streams", after.streams() == null ? ALL : after.streams());
        told.effect("since", after.since());
        told.effect("hasCredential", after.hasCredential());
        return new PutAccount(created, before.isEmpty() || before.get().revision() != after.revision());
    }

    private static Object streams(FollowedAccount account) {
        return account.streams() == null ? ALL : account.streams();
    }

    private static void requireNamed(SourceSpec source, String account) {
        try {
            AccountNames.require(source, account);
        } catch (IllegalArgumentException e) {
            throw ApiProblem.unprocessable(String.valueOf(e.getMessage()), AccountNames.remedy(source, account));
        }
    }

    private static void requireStreams(SourceSpec spec, AccountRequest request) {
        List<String> unknown = request.streams() == null
                ? List.of()
                : request.streams().stream()
                        .filter(stream -> !spec.streams().containsKey(stream))
                        .toList();
        if (!unknown.isEmpty()) {
            throw ApiProblem.unprocessable(
                    "streams: %s (expected: some of %s)"
                            .formatted(
                                    unknown,
                                    spec.streams().keySet().stream().sorted().toList()),
                    "Name streams of the source's manifest, or leave them out for all.");
        }
    }

    /**
     * By source and account.
     *
     * @param after {@code source/account} of the last one of the page before
     */
    @GetMapping("/v1/accounts")
    List<AccountView> list(
            @RequestParam(required = false) @Nullable String source,
            @RequestParam(required = false, defaultValue = "") String after,
            @RequestParam(required = false, defaultValue = "1000") int limit,
            CallerSources own) {
        if (limit < 1 || limit > MAX) {
            throw ApiProblem.badRequest(
                    "limit: %d (expected: 1 to %d)".formatted(limit, MAX),
                    "Ask by page: after=source/account of the last one seen.");
        }
        if (source != null) {
            own.require(source);
            requireKnown(source);
        }
        return accounts.followed(source, own, after, limit).stream()
                .map(AccountView::of)
                .toList();
    }

    private void requireKnown(String source) {
        if (!sources.names().contains(source)) {
            throw UnknownSource.refusal(source, sources.names());
        }
    }

    /**
     * Lines of JSON; each is carried out or refused by itself. A dry run, and an import that must be as it was planned,
     * are one transaction.
     */
    @PostMapping("/v1/accounts:import")
    ImportAnswer importLines(InputStream body, CallConditions asked, CallerSources own) throws IOException {
        ImportAnswer answer = asked.isPlanned()
                ? calls.call("import-accounts", asked, told -> planned(body, own, told))
                : read(body, own);
        LOG.info(
                "accounts-imported lines={} followed={} changed={} removed={} refused={}",
                answer.lines(),
                answer.followed(),
                answer.changed(),
                answer.removed(),
                answer.refused());
        return answer;
    }

    private ImportAnswer read(InputStream body, CallerSources own) throws IOException {
        return imports.read(new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8)), own);
    }

    private ImportAnswer planned(InputStream body, CallerSources own, CallEffects told) {
        try {
            byte[] lines = body.readNBytes(MAX_PLANNED + 1);
            if (lines.length > MAX_PLANNED) {
                throw ApiProblem.tooLarge(
                        "body: more than %d bytes (expected: at most that in one transaction)".formatted(MAX_PLANNED),
                        "Import in parts.");
            }
            ImportAnswer answer = read(new ByteArrayInputStream(lines), own);
            told.effect("linesDigest", CallerTokens.digest(new String(lines, StandardCharsets.UTF_8)));
            told.effect("follows", answer.followed());
            told.effect("changes", answer.changed());
            told.effect("keeps", answer.unchanged());
            told.effect("removes", answer.removed());
            told.effect("refuses", answer.refused());
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @GetMapping("/v1/accounts/{source}/{account}")
    AccountView view(@PathVariable String source, @PathVariable String account) {
        return accounts.find(source, account).map(AccountView::of).orElseThrow(() -> absent(source, account));
    }

    /** A caller that asks for what was captured of a former account did not mistake its name. */
    private ErrorResponseException absent(String source, String account) {
        return accounts.wasFollowed(source, account)
                ? ApiProblem.gone(
                        "account: %s/%s is not followed any more (expected: one that is followed)"
                                .formatted(source, account),
                        "Follow it again with: ./gapless account add %s %s".formatted(source, account))
                : unknown(source, account);
    }

    @DeleteMapping("/v1/accounts/{source}/{account}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String source, @PathVariable String account, CallConditions asked) {
        calls.run("remove-account", asked, told -> {
            FollowedAccount before =
                    accounts.findForUpdate(source, account).orElseThrow(() -> unknown(source, account));
            if (!accounts.delete(source, account)) {
                throw unknown(source, account);
            }
            told.effect("source", source);
            told.effect("account", account);
            told.effect("revision", before.revision());
            told.effect("streams", streams(before));
            told.effect("losesCredential", before.hasCredential());
        });
        LOG.info("account-deleted account={}/{}", source, account);
    }

    private ErrorResponseException unknown(String source, String account) {
        requireKnown(source);
        return unknown(
                source,
                account,
                accounts.followed(source, CallerSources.ALL, "", SUGGESTED_FROM).stream()
                        .map(FollowedAccount::account)
                        .toList());
    }

    /** @param known accounts of the source, of which the nearest is suggested */
    static ErrorResponseException unknown(String source, String account, List<String> known) {
        return ApiProblem.notFound(
                "account: %s/%s (expected: one that is followed)".formatted(source, account),
                "Follow it: ./gapless account add %s %s. Those that are there: ./gapless account list %s."
                                .formatted(source, account, source)
                        + NameSuggestion.question(account, known));
    }
}
