package dev.gapless.sandbox.http;

import dev.gapless.sandbox.world.Account;
import dev.gapless.sandbox.world.Accounts;
import dev.gapless.sandbox.world.Streams;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.util.List;

/** Which request means what, and who may make it. */
final class Routes {

    private final Accounts accounts;
    private final Credentials credentials;
    private final Listings listings;
    private final Levers levers;

    Routes(Accounts accounts, Credentials credentials, Listings listings, Levers levers) {
        this.accounts = accounts;
        this.credentials = credentials;
        this.listings = listings;
        this.levers = levers;
    }

    /** @throws IllegalArgumentException for what the client did wrong, in words for the client */
    Destination find(FullHttpRequest request) throws IOException {
        String path = new QueryStringDecoder(request.uri()).path();
        List<String> parts = List.of(path.substring(Math.min(1, path.length())).split("/", -1));
        if (parts.size() >= 4 && path.startsWith("/v1/accounts/")) {
            return ofAccount(parts.get(2), parts.subList(3, parts.size()), request);
        }
        if (path.equals("/healthz")) {
            return new Destination.Plain(Answer.text("ok"));
        }
        return new Destination.Plain(
                switch (credentials.holder(request)) {
                    case Credentials.Holder.Truth() -> levers.answer(path, request);
                    case Credentials.Holder.Of of -> Answer.problem(403, "an account's credential does not open this");
                    case Credentials.Holder.Nobody() ->
                        Answer.problem(401, "Authorization: expected the truth's token as a bearer token");
                });
    }

    private Destination ofAccount(String id, List<String> rest, FullHttpRequest request) {
        Account account = accounts.find(id);
        if (!(credentials.holder(request) instanceof Credentials.Holder.Of(String owner))) {
            return new Destination.Plain(
                    Answer.problem(401, "Authorization: expected the account's credential as a bearer token"));
        }
        if (account == null || !owner.equals(id)) {
            return new Destination.Plain(Answer.problem(403, "the credential is that of another account"));
        }
        return rest.equals(List.of("live"))
                ? new Destination.Live(account)
                : new Destination.Data(account, () -> data(account, rest, request));
    }

    private Answer data(Account account, List<String> rest, FullHttpRequest request) {
        if (!request.method().equals(HttpMethod.GET)) {
            return Answer.problem(405, "only GET");
        }
        if (rest.size() == 2 && rest.getFirst().equals(Streams.POSTS)) {
            return listings.point(account, Streams.POSTS, rest.getLast());
        }
        if (rest.size() > 1) {
            return Answer.problem(404, "no such path");
        }
        Query query = new Query(request.uri());
        return switch (rest.getFirst()) {
            case Streams.POSTS -> listings.posts(account, query);
            case Streams.COMMENTS -> listings.comments(account, query);
            case Streams.LIKES -> listings.likes(account, query);
            case Streams.TRANSACTIONS -> listings.transactions(account, query);
            case Streams.PROFILE -> listings.point(account, Streams.PROFILE, account.id());
            default -> Answer.problem(404, "no such listing");
        };
    }
}
