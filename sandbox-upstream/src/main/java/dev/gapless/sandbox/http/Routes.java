package dev.gapless.sandbox.http;

import dev.gapless.sandbox.world.Account;
import dev.gapless.sandbox.world.Streams;
import dev.gapless.sandbox.world.World;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Which request means what, and who may make it. */
final class Routes {

    private static final String BEARER = "Bearer ";

    private final World world;
    private final Listings listings;
    private final Levers levers;
    private final Runnable keepAlive;
    private final String truthToken;
    private final String credentialPrefix;

    Routes(
            World world,
            Listings listings,
            Levers levers,
            Runnable keepAlive,
            String truthToken,
            String credentialPrefix) {
        this.world = world;
        this.listings = listings;
        this.levers = levers;
        this.keepAlive = keepAlive;
        this.truthToken = truthToken;
        this.credentialPrefix = credentialPrefix;
    }

    /** The account whose data a path is about; null when it is about none. */
    static @Nullable String accountOf(String path) {
        String[] parts = path.split("/", -1);
        return parts.length >= 5 && path.startsWith("/v1/accounts/") ? parts[3] : null;
    }

    /** What the holder of no matching credential is told; null for a holder of the account's. */
    @Nullable
    Answer refusal(String account, FullHttpRequest request) {
        String shown = credential(request);
        if (same(shown, credentialPrefix + "-" + account) && world.account(account) != null) {
            return null;
        }
        boolean another = shown.startsWith(credentialPrefix + "-")
                && world.account(shown.substring(credentialPrefix.length() + 1)) != null;
        return another
                ? Answer.problem(403, "the credential is that of another account")
                : Answer.problem(401, "Authorization: expected the account's credential as a bearer token");
    }

    Answer data(String account, FullHttpRequest request) {
        Account owner = world.account(account);
        if (owner == null) {
            return Answer.problem(404, "no such account");
        }
        Query query = new Query(request.uri());
        String[] parts = new QueryStringDecoder(request.uri()).path().split("/", -1);
        if (!request.method().equals(HttpMethod.GET)) {
            return Answer.problem(405, "only GET");
        }
        String what = parts[4];
        if (parts.length == 6 && Streams.ALL.contains(what)) {
            return listings.point(owner, what, parts[5]);
        }
        return switch (what) {
            case Streams.POSTS -> listings.posts(owner, query);
            case Streams.COMMENTS -> listings.comments(owner, query);
            case Streams.LIKES -> listings.likes(owner, query);
            case Streams.TRANSACTIONS -> listings.transactions(owner, query);
            case Streams.PROFILE -> listings.profile(owner);
            default -> Answer.problem(404, "no such listing");
        };
    }

    Answer others(FullHttpRequest request) {
        String path = new QueryStringDecoder(request.uri()).path();
        if (path.equals("/healthz")) {
            return new Answer(200, "text/plain", "ok".getBytes(StandardCharsets.UTF_8));
        }
        String shown = credential(request);
        if (!same(shown, truthToken)) {
            boolean known = shown.startsWith(credentialPrefix + "-");
            return Answer.problem(known ? 403 : 401, "Authorization: expected the truth's token");
        }
        try {
            return switch (request.method().name() + " " + path) {
                case "GET /v1/accounts" -> levers.accounts();
                case "GET /truth/v1/versions" -> levers.versions(new Query(request.uri()));
                case "GET /truth/v1/summary" -> levers.summary();
                case "GET /admin/v1/faults" -> levers.faults();
                case "POST /admin/v1/faults" -> levers.orderFault(body(request));
                case "POST /admin/v1/generator" -> levers.generator(body(request));
                case "POST /admin/v1/keepalive" -> {
                    keepAlive.run();
                    yield Answer.empty();
                }
                default -> Answer.problem(404, "no such path");
            };
        } catch (JacksonException e) {
            return Answer.problem(400, "the body: expected a JSON object");
        } catch (IllegalArgumentException e) {
            return Answer.problem(400, String.valueOf(e.getMessage()));
        }
    }

    private static JsonNode body(FullHttpRequest request) {
        return JsonMapper.shared().readTree(request.content().toString(StandardCharsets.UTF_8));
    }

    static String credential(FullHttpRequest request) {
        String header = request.headers().get("Authorization", "");
        return header.startsWith(BEARER) ? header.substring(BEARER.length()) : "";
    }

    private static boolean same(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }
}
