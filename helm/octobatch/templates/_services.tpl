{{/* The four services: the port each listens on, and the services that it calls. Routes, addresses and network policies follow from it. */}}
{{- define "octobatch.services" -}}
gateway:
  port: 8000
  calls: [campaign, selection, token]
campaign:
  port: 8001
  calls: [selection, token]
selection:
  port: 8002
  calls: [token]
token:
  port: 8003
  calls: []
{{- end -}}

{{/* The values of one service: defaults, and what its own section says. Call with (dict "root" $ "service" "gateway"). */}}
{{- define "octobatch.serviceValues" -}}
{{- mergeOverwrite (deepCopy .root.Values.defaults) (deepCopy (index .root.Values .service | default dict)) | toYaml -}}
{{- end -}}

{{/* The image of one service. Call with (dict "root" $ "service" "gateway" "values" $values). */}}
{{- define "octobatch.image" -}}
{{- $own := .values.image -}}
{{- $name := $own.repository | default (printf "octobatch-%s" .service) -}}
{{- with .root.Values.image.registry }}{{ $name = printf "%s/%s" (trimSuffix "/" .) $name }}{{ end -}}
{{- if $own.digest -}}
{{- printf "%s@%s" $name $own.digest -}}
{{- else -}}
{{- printf "%s:%s" $name ($own.tag | default .root.Values.image.tag | default .root.Chart.AppVersion) -}}
{{- end -}}
{{- end -}}
