package dev.crossdock.replication;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.image.TagOrDigest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;

/** Messages and runs as JSON, for drivers that keep them. What it reads was written by this or an earlier version. */
public final class MessageCodec {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModules(new Jdk8Module(), new JavaTimeModule(), nouns())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).addMixIn(Message.class, ByKind.class)
            .addMixIn(Message.Request.class, WrittenWhereSaid.class)
            .addMixIn(Message.Trail.class, WrittenWhereSaid.class).build();

    /** How the kinds of messages are told apart. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({@JsonSubTypes.Type(value = Message.Request.class, name = "request"),
            @JsonSubTypes.Type(value = Message.Copy.class, name = "copy"),
            @JsonSubTypes.Type(value = Message.Publish.class, name = "publish")})
    private interface ByKind {}

    /** What came with later versions is written only where it says something, and read as the default where not. */
    @SuppressWarnings("UnusedMethod") // Jackson reads the annotations
    private interface WrittenWhereSaid {
        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        boolean thorough();

        @JsonInclude(JsonInclude.Include.NON_ABSENT)
        Object extent();

        @JsonInclude(JsonInclude.Include.NON_ABSENT)
        Object relay();
    }

    private MessageCodec() {}

    /** The message as JSON. */
    public static String encode(Message message) {
        return write(message);
    }

    /** The message of that JSON; throws IllegalArgumentException where it is none. */
    public static Message decode(String json) {
        return read(json, Message.class);
    }

    /** The run as JSON, its manifests' bytes in base64. */
    public static String encodeRun(Run run) {
        return write(run);
    }

    /**
     * The run of that JSON, of this version or the first, which knew nothing but an image's manifests; throws
     * IllegalArgumentException where it is none.
     */
    public static Run decodeRun(String json) {
        return read(json, JsonNode.class).has("content") ? read(json, Run.class) : read(json, FirstRun.class).run();
    }

    /** A run as the first version wrote it. */
    private record FirstRun(RunKey key, Route route, List<RawManifest> manifests, List<Descriptor> blobs,
            Instant openedAt) {
        Run run() {
            if (manifests.isEmpty()) {
                throw new IllegalArgumentException("no run of this version: it has no manifests");
            }
            return new Run(key, route, Content.of(manifests), blobs, openedAt);
        }
    }

    private static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String called(Class<?> type) {
        return type == FirstRun.class || type == JsonNode.class ? "run" : type.getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static <T> T read(String json, Class<T> type) {
        try {
            return Objects.requireNonNullElseGet(JSON.readValue(json, type), () -> {
                throw new IllegalArgumentException(
                        "no %s: null".formatted(called(type)));
            });
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no %s of this version: %s".formatted(
                    called(type), e.getOriginalMessage()), e);
        }
    }

    private static SimpleModule nouns() {
        SimpleModule module = new SimpleModule("crossdock");
        text(module, Digest.class, Digest::parse);
        text(module, Repository.class, Repository::new);
        text(module, Tag.class, Tag::new);
        text(module, TagOrDigest.class, TagOrDigest::parse);
        module.addSerializer(RawManifest.class, new ManifestWriter());
        module.addDeserializer(RawManifest.class, new ManifestReader());
        return module;
    }

    private static <T> void text(SimpleModule module, Class<T> type, Function<String, T> reader) {
        module.addSerializer(type, ToStringSerializer.instance);
        module.addDeserializer(type, new FromStringDeserializer<T>(type) {
            private static final long serialVersionUID = 1L;

            @Override
            protected T _deserialize(String value, DeserializationContext context) {
                return reader.apply(value);
            }
        });
    }

    private static final class ManifestWriter extends StdSerializer<RawManifest> {
        private static final long serialVersionUID = 1L;

        ManifestWriter() {
            super(RawManifest.class);
        }

        @Override
        public void serialize(RawManifest raw, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeStartObject();
            json.writeStringField("mediaType", raw.mediaType());
            json.writeStringField("digest", raw.digest().toString());
            json.writeBinaryField("bytes", raw.bytes());
            json.writeEndObject();
        }
    }

    private static final class ManifestReader extends StdDeserializer<RawManifest> {
        private static final long serialVersionUID = 1L;

        ManifestReader() {
            super(RawManifest.class);
        }

        @Override
        public RawManifest deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            JsonNode node = parser.readValueAsTree();
            Digest digest = Digest.parse(node.path("digest").asText());
            RawManifest raw = RawManifest.of(node.path("mediaType").asText(), node.path("bytes").binaryValue(),
                    digest.algorithm());
            if (!raw.digest().equals(digest)) {
                throw new IllegalArgumentException("manifest %s: its kept bytes have digest %s".formatted(digest,
                        raw.digest()));
            }
            return raw;
        }
    }
}
