package dev.gapless.sandbox.http;

import dev.gapless.sandbox.world.SandboxAccount;
import dev.gapless.sandbox.world.SandboxAccounts;
import dev.gapless.sandbox.world.SandboxStreamKinds;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.util.List;

/** Which request means what, and who may make it. */
final class RequestRouter {

    private final SandboxAccounts accounts;
    private final SandboxCredentials credentials;
    private final ListingApi listings;
    private final AdminApi levers;
    private final SandboxRateLimit limit;
    private final CallCounts counts;

    RequestRouter(
            SandboxAccounts accounts,
            SandboxCredentials credentials,
            ListingApi listings,
            AdminApi levers,
            SandboxRateLimit limit,
            CallCounts counts) {
        this.accounts = accounts;
        this.credentials = credentials;
        this.listings = listings;
        this.levers = levers;
        this.limit = limit;
        this.counts = counts;
    }

    /** @throws IllegalArgumentException for what the client did wrong, in words for the client */
    RouteTarget find(FullHttpRequest request) throws IOException {
        String path = new QueryStringDecoder(request.uri()).path();
        List<String> parts = List.of(path.substring(Math.min(1, path.length())).split("/", -1));
        if (parts.size() >= 4 && path.startsWith("/v1/accounts/")) {
            return ofAccount(parts.get(2), parts.subList(3, parts.size()), request);
        }
        if (path.equals("/healthz")) {
            return new RouteTarget.Plain(SandboxResponse.text("ok"));
        }
        return new RouteTarget.Plain(
                switch (credentials.holder(request)) {
                    case SandboxCredentials.Holder.Truth() -> levers.answer(path, request);
                    case SandboxCredentials.Holder.Of of ->
                        SandboxResponse.problem(403, "an account's credential does not open this");
                    case SandboxCredentials.Holder.Nobody() ->
                        SandboxResponse.problem(401, "Authorization: expected the truth's token as a bearer token");
                });
    }

    private RouteTarget ofAccount(String id, List<String> rest, FullHttpRequest request) {
        boolean live = rest.equals(List.of("live"));
        if (live) {
            counts.handshake();
        } else {
            counts.request();
        }
        SandboxAccount account = accounts.find(id);
        if (!(credentials.holder(request) instanceof SandboxCredentials.Holder.Of(String owner))) {
            return new RouteTarget.Plain(
                    SandboxResponse.problem(401, "Authorization: expected the account's credential as a bearer token"));
        }
        if (account == null || !(owner.equals(id) || limit.shared())) {
            return new RouteTarget.Plain(SandboxResponse.problem(403, "the credential is that of another account"));
        }
        return live
                ? new RouteTarget.Live(account)
                : new RouteTarget.Data(account, owner, () -> data(account, rest, request));
    }

    private SandboxResponse data(SandboxAccount account, List<String> rest, FullHttpRequest request) {
        if (!request.method().equals(HttpMethod.GET)) {
            return SandboxResponse.problem(405, "only GET");
        }
        if (rest.size() == 2 && rest.getFirst().equals(SandboxStreamKinds.POSTS)) {
            return listings.point(account, SandboxStreamKinds.POSTS, rest.getLast());
        }
        if (rest.size() > 1) {
            return SandboxResponse.problem(404, "no such path");
        }
        QueryParameters query = new QueryParameters(request.uri());
        return switch (rest.getFirst()) {
            case SandboxStreamKinds.POSTS -> listings.posts(account, query);
            case SandboxStreamKinds.COMMENTS -> listings.comments(account, query);
            case SandboxStreamKinds.LIKES -> listings.likes(account, query);
            case SandboxStreamKinds.TRANSACTIONS -> listings.transactions(account, query);
            case SandboxStreamKinds.PROFILE -> listings.point(account, SandboxStreamKinds.PROFILE, account.id());
            default -> SandboxResponse.problem(404, "no such listing");
        };
    }
}
