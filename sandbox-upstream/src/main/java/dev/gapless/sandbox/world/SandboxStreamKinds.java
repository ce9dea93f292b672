package dev.gapless.sandbox.world;

import java.util.List;

/** The kinds of data that each account has. */
public final class SandboxStreamKinds {

    public static final String POSTS = "posts";
    public static final String COMMENTS = "comments";
    public static final String LIKES = "likes";
    public static final String TRANSACTIONS = "transactions";
    public static final String PROFILE = "profile";

    public static final List<String> ALL = List.of(POSTS, COMMENTS, LIKES, TRANSACTIONS, PROFILE);

    private SandboxStreamKinds() {}
}
