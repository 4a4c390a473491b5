package dev.crossdock.event;

import static dev.crossdock.event.EventJson.optional;
import static dev.crossdock.event.EventJson.required;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.image.Digest;
import dev.crossdock.image.MediaType;
import dev.crossdock.image.Quoted;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What Amazon's registry tells by EventBridge, of one image
 * (https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html).
 *
 * @param account whose registry it is
 * @param region  where it is
 */
public record EcrNotification(String account, String region, ImageEvent event) {
    private static final String SOURCE = "aws.ecr";
    private static final String BODY = "event";
    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
    private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]{1,20}){1,3}-[0-9]{1,2}");

    /**
     * Reads the envelope of EventBridge with what ECR put into it. Throws {@link MalformedEventException} for anything
     * else.
     */
    public static EcrNotification read(byte[] body) {
        if (body.length > EventReader.MAXIMUM_BODY_BYTES) {
            throw new MalformedEventException("event body of %d bytes: wanted at most %d".formatted(body.length,
                    EventReader.MAXIMUM_BODY_BYTES));
        }
        JsonNode root = EventJson.parse(body);
        if (!isOne(root)) {
            throw new MalformedEventException(
                    "event body: wanted an object with \"source\": \"%s\", as EventBridge sends it".formatted(SOURCE));
        }
        return of(root);
    }

    /** Told by the source that EventBridge vouches for; nothing else calls itself so. */
    static boolean isOne(JsonNode root) {
        return root.path("source").asText().equals(SOURCE);
    }

    static EcrNotification of(JsonNode root) {
        return new EcrNotification(required(root, "account", BODY, text -> matching(ACCOUNT, text)),
                required(root, "region", BODY, text -> matching(REGION, text)), event(root));
    }

    private static String matching(Pattern form, String text) {
        if (!form.matcher(text).matches()) {
            throw new IllegalArgumentException("\"%s\": wanted %s".formatted(Quoted.capped(text), form));
        }
        return text;
    }

    private static ImageEvent event(JsonNode root) {
        String type = required(root, "detail-type", BODY, Function.identity());
        return switch (type) {
            case "ECR Image Action", "ECR Referrer Action" -> action(root);
            default -> new ImageEvent.Unrelated("detail-type " + Quoted.capped(type));
        };
    }

    private static ImageEvent action(JsonNode root) {
        String where = BODY + ".detail";
        JsonNode detail = EventJson.object(root.path("detail"), where);
        String action = required(detail, "action-type", where, Function.identity());
        String result = required(detail, "result", where, Function.identity());
        if (!result.equals("SUCCESS")) {
            return new ImageEvent.Unrelated(
                    "%s with result %s".formatted(Quoted.capped(action), Quoted.capped(result)));
        }
        Repository repository = required(detail, "repository-name", where, Repository::new);
        Optional<Tag> tag = optional(detail, "image-tag", where, Tag::new);
        Optional<Instant> at = EventJson.time(root, "time", BODY);
        return switch (action) {
            case "PUSH" -> new ImageEvent.Pushed(repository, tag,
                    required(detail, "image-digest", where, Digest::parse),
                    optional(detail, "manifest-media-type", where, MediaType::withoutParameters).orElse(""), at);
            case "DELETE" -> new ImageEvent.Deleted(repository, tag,
                    optional(detail, "image-digest", where, Digest::parse), at);
            default -> new ImageEvent.Unrelated("action-type " + Quoted.capped(action));
        };
    }
}
