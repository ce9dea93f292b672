package dev.gapless.connector.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.connector.ManifestParser.Problem;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each remedy, followed to the letter, is accepted by the rule that it names. */
class ManifestRemedyTest {

    private static final Pattern WRITTEN = Pattern.compile(".*(?:like this|for example|write): (.*?)$", Pattern.DOTALL);
    private static final String VALUE =
            "('(?:[^']|'')*'|\"(?:[^\"\\\\]|\\\\.)*\"|\\[[^\\]]*\\]|\\{(?:[^{}]|\\{[^}]*\\})*\\}|[^,}\\]#\\n]*)";

    private final String sandbox = ManifestTexts.sandbox();

    /** The last column is what a person writes instead of the mistake, where the remedy is no text to be copied. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "type: rest | type: rets | type |",
                "source: sandbox | source: Sand Box | source |",
                "source: sandbox | sourc: sandbox | source |",
                "allow-private: true | allow-private: maybe | network.allow-private |",
                "header: Authorization | header: Host | authentication.header | header: Authorization",
                "header: Authorization | header: Auth orization | authentication.header |",
                "prefix: \"Bearer \" | prefix: \"Bär \" | authentication.prefix |",
                "header: Authorization | note: x | authentication.header | header: Authorization",
                "header: Authorization | `oauth2: {grant: password, token-url: 'https://a.example/t'}` | authentication.oauth2.grant |",
                "header: Authorization | `oauth2: {grant: client-credentials, token-url: a.example}` | authentication.oauth2.token-url | `oauth2: {grant: client-credentials, token-url: 'https://api.example.com'}`",
                "header: Authorization | `oauth2: {grant: client-credentials}` | authentication.oauth2.token-url | `oauth2: {grant: client-credentials, token-url: 'https://api.example.com'}`",
                "header: Authorization | `oauth2: {grant: client-credentials, token-url: 'https://a.example/t', client: cookie}` | authentication.oauth2.client |",
                "header: Authorization | `oauth2: {grant: client-credentials, token-url: 'https://a.example/t', lifetime: 2d}` | authentication.oauth2.lifetime |",
                "header: Authorization | `oauth2: {grant: client-credentials, token-url: 'https://a.example/t', parameters: {client_secret: hunter2}}` | authentication.oauth2.parameters.client_secret |",
                "header: Authorization | `basic: true\n  oauth2: {grant: client-credentials, token-url: 'https://a.example/t'}` | authentication.basic |",
                "header: Authorization | `signed: {algorithm: md5, text: '{query}', signature: {query: signature}}` | authentication.signed.algorithm |",
                "header: Authorization | `signed: {algorithm: hmac-sha256, text: 'all', signature: {query: signature}}` | authentication.signed.text | `signed: {algorithm: hmac-sha256, text: '{query}', signature: {query: signature}}`",
                "header: Authorization | `signed: {algorithm: hmac-sha256, text: '{timestamp}{query}', signature: {query: signature}}` | authentication.signed.timestamp | `signed: {algorithm: hmac-sha256, text: '{query}', signature: {query: signature}}`",
                "header: Authorization | `signed: {algorithm: hmac-sha256, text: '{query}', signature: {encoding: hex}}` | authentication.signed.signature.header | `signed: {algorithm: hmac-sha256, text: '{query}', signature: {header: X-Signature}}`",
                "header: Authorization | `signed: {algorithm: hmac-sha256, text: '{query}', signature: {query: s, encoding: text}}` | authentication.signed.signature.encoding |",
                "header: Authorization | `signed: {algorithm: hmac-sha256, text: '{query}', timestamp: {query: t, unit: number}, signature: {query: s}}` | authentication.signed.timestamp.unit |",
                "base-url: http://127.0.0.1:9190 | base-url: 127.0.0.1 | http.base-url |",
                "timeout: 10s | timeout: soon | http.timeout |",
                "timeout: 10s | timeout: 1h | http.timeout |",
                "max-page: 4MB | max-page: 1GB | http.max-page |",
                "per-second: 20 | per-second: 0 | http.rate.per-second |",
                "burst: 20 | burst: many | http.rate.burst |",
                "burst: 20 | `burst: 20, reserve: 0.9` | http.rate.reserve |",
                "burst: 20 | `burst: 20, status: {path: rate_limit, remaining: /left, reset: /reset}` | http.rate.status.path |",
                "burst: 20 | `burst: 20, status: {path: /limit, reset: /reset}` | http.rate.status.remaining |",
                "burst: 20 | `burst: 20, status: {path: /limit, remaining: /left, reset: /reset, every: 1d}` | http.rate.status.every |",
                "max-page: 4MB | `max-page: 4MB\n  pool: perhaps` | http.pool |",
                "url: ws://127.0.0.1:9190 | url: http://127.0.0.1:9190 | socket.url |",
                "heartbeat: 1s | heartbeat: 1 second | socket.heartbeat |",
                "silence-limit: 4s | silence-limit: 1500ms | socket.silence-limit |",
                "max-frame: 1MB | max-frame: big | socket.max-frame |",
                "lateness: 250ms | lateness: soon | socket.lateness |",
                "lateness: 250ms | `lateness: 250ms\n  lateness-limit: 100ms` | socket.lateness-limit |",
                "'{\"action\":\"subscribe\" | '{\"action\":\"subscribe | socket.subscribe |",
                "'{\"action\":\"ping\" | '{\"action\":\"ping | socket.ping.message |",
                "pointer: /type, equals: subscribed | pointer: type, equals: subscribed | socket.confirmation.pointer |",
                "equals: subscribed, time: /server_time | equals: subscribed, time: server_time | socket.confirmation.time |",
                "equals: subscribed, time: /server_time | equals: subscribed | socket.confirmation.time |",
                "equals: subscribed, time: /server_time | equals: subscribed, time: '' | socket.confirmation.time |",
                "equals: subscribed, | equals: subscribed, time-unit: ms, | socket.confirmation.time-unit |",
                "by: message, | by: messages, | socket.ping.by |",
                "type: /event_type | type: event_type | socket.events.type |",
                "stream: likes, operation | stream: like, operation | socket.events.map.like_added.stream | stream: likes, operation",
                "stream: likes, operation: create | stream: likes, operation: insert | socket.events.map.like_added.operation |",
                "type: /event_type | `type: /event_type\n    ignore-when: \"mesage.kind == 1\"` | socket.events.ignore-when |",
                "type: /event_type | `type: /event_type\n    ignore-when: \"message.list.exists(x, true)\"` | socket.events.ignore-when |",
                "type: /event_type | `type: /event_type\n    embedded: ['']` | socket.events.embedded |",
                "type: /event_type | `type: /event_type\n    encoding: protobuf` | socket.events.encoding |",
                "type: /event_type | `type: /event_type\n    account: did` | socket.events.account |",
                "stream: likes, operation: create | stream: likes, operation: create, final: true | socket.events.map.like_added.final |",
                "stream: likes, operation: create | stream: likes, operation: create, id: '{/a}{/b}' | socket.events.map.like_added.id |",
                "position: /updated_at, version: /revision, deleted | position-unit: tids, position: /updated_at, version: /revision, deleted | streams.posts.item.position-unit |",
                "item: {id: /id, position: /created_at, version: /revision} | item: {id: /id, position: /created_at, version-optional: true} | streams.comments.item.version-optional |",
                "order: oldest-first | `order: oldest-first\n      end: cut` | streams.comments.listing.end |",
                "order: newest-first | `order: newest-first\n      head: /head` | streams.posts.listing.head |",
                "order: newest-first | `order: newest-first\n      unbounded: newest` | streams.posts.listing.unbounded |",
                "order: newest-first | `order: newest-first\n      kept-from: /kept` | streams.posts.listing.kept-from |",
                "cursor, next: /next} | cursor} | streams.posts.listing.paging.next |",
                "cursor, next: /next} | cursor, next: /next, header: X-Next} | streams.posts.listing.paging.next | cursor, header: X-Next}",
                "cursor, next: /next} | cursor, header: 'X Next'} | streams.posts.listing.paging.header |",
                "settle: 1s | `dense: true\n    settle: 1s` | streams.posts.dense |",
                "settle: 1s | `read: {path: '/v1/posts'}\n    settle: 1s` | streams.posts.read.path | `read: {path: '/v1/posts/{item}'}\n    settle: 1s`",
                "type: /event_type | `type: /event_type\n    untyped: nothing` | socket.events.untyped |",
                "pointer: /type, equals: pong | when: 'message.pong ==' | socket.pong.when |",
                "pointer: /type, equals: pong | `when: 'true', pointer: /type` | socket.pong.when |",
                "pointer: /type, equals: pong | equals: pong | socket.pong.pointer |",
                "deleted: /deleted | deleted-when: 'size(item)' | streams.posts.item.deleted-when |",
                "deleted: /deleted | deleted-when: 'message.state == 1' | streams.posts.item.deleted-when |",
                "order: newest-first | `order: newest-first\n      gone-when: 'code == 404'` | streams.posts.listing.gone-when |",
                "kind: snapshot | kind: snapshots | streams.profile.kind |",
                "aspects: [creations, edits, deletions] | aspects: [creation, edits, deletions] | streams.posts.aspects |",
                "aspects: [creations, edits, deletions] | aspects: creations | streams.posts.aspects |",
                "item: {id: /id, position: /updated_at, version: /revision, deleted | item: {id: id, position: /updated_at, version: /revision, deleted | streams.posts.item.id |",
                "position: /updated_at, version: /revision, deleted | position-unit: ms, position: /updated_at, version: /revision, deleted | streams.posts.item.position-unit |",
                "position: /updated_at, version: /revision, deleted | position-unit: number, position: /updated_at, version: /revision, deleted | streams.posts.item.position-unit |",
                "position: /updated_at, version: /revision, deleted | position: /updated_at, deleted | streams.posts.item.version |",
                "order: newest-first | order: oldest | streams.posts.listing.order |",
                "path: /v1/accounts/{account}/posts | path: v1/posts | streams.posts.listing.path |",
                "path: /v1/accounts/{account}/posts | path: /v1/posts?sort=new | streams.posts.listing.path |",
                "path: /v1/accounts/{account}/posts | path: /v1/{id} | streams.posts.listing.path |",
                "path: /v1/accounts/{account}/posts | path: /v1/${HOME} | streams.posts.listing.path |",
                "paging: {by: offset, | paging: {by: pages, | streams.comments.listing.paging.by |",
                "paging: {by: window, next: /next_since} | paging: {by: window} | streams.likes.listing.paging.next |",
                "limit, value: 100 | limit, value: 1 | streams.comments.listing.page-size.value |",
                "settle: 1s | settle: 8d | streams.posts.settle |",
                "horizon: 400d | horizon: 10s | streams.posts.horizon |",
                "poll: 5s | poll: 1ms | streams.posts.poll |",
                "settle: 1s | `retention: 30s\n    settle: 1s` | streams.posts.retention |",
                "settle: 1s | `retention: 5m\n    settle: 10m` | streams.posts.retention |",
                "settle: 1s | `reconcile: {every: 1d}\n    settle: 1s` | streams.posts.reconcile |",
                "settle: 1s | `reconcile: {every: 1d, deletions: {few: 20, most: 5}}\n    settle: 1s` | streams.posts.reconcile.deletions.most |",
                "settle: 1s | `reconcile: {every: 1d, deletions: {percent: 120}}\n    settle: 1s` | streams.posts.reconcile.deletions.percent |",
                "item: {id: /id, position: /updated_at | item: {volatile: [/id], id: /id, position: /updated_at | streams.posts.item.volatile |",
            })
    void a_remedy_that_is_followed_is_accepted(String right, String wrong, String path, String correction) {
        assertThat(sandbox).contains(right);
        String broken = sandbox.replace(right, wrong);
        Problem problem = problem(broken, path);

        String repaired = correction == null ? followed(broken, problem) : broken.replace(wrong, correction);

        assertThat(ManifestTexts.problems(repaired))
                .as("%s%n%s", problem, line(repaired, problem.line()))
                .noneMatch(left ->
                        left.path().equals(problem.path()) && left.rule().equals(problem.rule()));
        assertThat(ManifestTexts.problems(repaired))
                .as("%s", problem)
                .noneMatch(left -> left.rule().startsWith("YAML"));
    }

    private static Problem problem(String manifest, String path) {
        List<Problem> problems = ManifestTexts.problems(manifest);
        return problems.stream()
                .filter(problem -> problem.path().equals(path))
                .findFirst()
                .orElseThrow(() -> new AssertionError(path + " is not among " + problems));
    }

    /** Writes what the remedy says at the line of the problem, or leaves the key out. */
    private static String followed(String manifest, Problem problem) {
        String key = problem.path().substring(problem.path().lastIndexOf('.') + 1);
        String line = line(manifest, problem.line());
        boolean alone = line.strip().startsWith(key + ":");
        Pattern member = Pattern.compile("(?<![A-Za-z-])" + Pattern.quote(key) + ": *" + (alone ? ".*" : VALUE));
        if (problem.remedy().contains("leave it out")) {
            return replaced(manifest, problem.line(), removed(line, member));
        }
        Matcher written = WRITTEN.matcher(problem.remedy());
        assertThat(written.matches()).as("a text to be copied: %s", problem).isTrue();
        String text = written.group(1);
        if (!text.startsWith(key + ": ")) {
            // one element of a list
            return replaced(
                    manifest,
                    problem.line(),
                    line.replaceFirst("(?<=[\\[ ])" + Pattern.quote(problem.value()) + "(?=[,\\]])", text));
        }
        Matcher there = member.matcher(line);
        return replaced(
                manifest,
                problem.line(),
                there.find()
                        ? line.substring(0, there.start()) + text + line.substring(there.end())
                        : added(line, problem, text));
    }

    private static String removed(String line, Pattern member) {
        String rest = member.matcher(line).replaceFirst("");
        return rest.isBlank() ? "" : rest.replaceFirst("\\{, *", "{");
    }

    private static String added(String line, Problem problem, String text) {
        // the section begins behind the key that the problem is shown at
        int section = line.indexOf('{', problem.column() - 1);
        return problem.path().indexOf('.') < 0 || section < 0
                ? line + "\n" + text
                : line.substring(0, section + 1) + text + ", " + line.substring(section + 1);
    }

    private static String line(String manifest, int number) {
        return manifest.lines().toList().get(number - 1);
    }

    private static String replaced(String manifest, int number, String line) {
        List<String> lines = new java.util.ArrayList<>(manifest.lines().toList());
        lines.set(number - 1, line);
        return String.join("\n", lines) + "\n";
    }

    /** Nothing that may be a secret is repeated in a problem: problems are shown, sent and logged. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "header: Authorization | `header: Authorization\n  value: 'Bearer hunter2'`",
                "prefix: \"Bearer \" | prefix: \"Bearer hunter2 ä\"",
                "base-url: http://127.0.0.1:9190 | base-url: http://127.0.0.1:9190?key=hunter2",
                "base-url: http://127.0.0.1:9190 | base-url: http://me:hunter2@127.0.0.1:9190",
                "path: /v1/accounts/{account}/posts | path: /v1/posts?access=hunter2",
                "'{\"action\":\"subscribe\", | '{\"token\":\"hunter2\" \"action\":\"subscribe\",",
                "timeout: 10s | `timeout: 10s\n  api_key: hunter2`",
                "timeout: 10s | `timeout: 10s\n  authorization: hunter2`",
                "timeout: 10s | timeout: Basic hunter2",
            })
    void a_secret_is_not_repeated(String right, String wrong) {
        assertThat(sandbox).contains(right);
        List<Problem> problems = ManifestTexts.problems(sandbox.replace(right, wrong));

        assertThat(problems).isNotEmpty();
        assertThat(problems.toString()).doesNotContain("hunter2");
    }
}
