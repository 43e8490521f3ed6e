#!/bin/sh
# Builds the images of the four services and tags each with the version and the commit.
#
#   build/images.sh --registry registry.example.com/platform      push, for amd64 and arm64 under one name
#   build/images.sh --archive DIR                                 write DIR/octobatch-SERVICE.tar instead
#
#   --base IMAGE        another base image than the chiselled one of .NET
#   --rids "RID ..."    processors: linux-x64 and linux-arm64 unless said otherwise
#   --source URL        where the source is, for the label; else the remote called origin
#   --configuration C   Release unless said otherwise
#
# Credentials for the registry come from `docker login` or `podman login`.
set -eu

fail() { echo "images.sh: $1" >&2; exit 2; }

registry='' archive='' base='' source='' configuration=Release rids='linux-x64 linux-arm64'
while [ $# -gt 0 ]; do
  [ $# -ge 2 ] || fail "$1 needs a value"
  case $1 in
    --registry) registry=$2 ;;
    --archive) archive=$2 ;;
    --base) base=$2 ;;
    --rids) rids=$2 ;;
    --source) source=$2 ;;
    --configuration) configuration=$2 ;;
    *) fail "unknown option $1; the head of this file lists them" ;;
  esac
  shift 2
done
[ -n "$registry" ] || [ -n "$archive" ] || fail 'say --registry HOST[/PATH] or --archive DIR'

cd "$(dirname "$0")/.."
commit=$(git rev-parse HEAD)
tag=$(git rev-parse --short=12 HEAD)
[ -z "$(git status --porcelain)" ] || tag="$tag-dirty"
[ -n "$source" ] || source=$(git remote get-url origin 2>/dev/null | sed -n -E 's#^(https?://)([^@/]*@)?#\1#p' | sed 's/\.git$//')
[ -n "$source" ] || echo 'images.sh: without --source URL and an origin with an http address the images carry no source label' >&2
version=$(dotnet msbuild Octobatch.Gateway -getProperty:Version)

for service in Gateway Campaign Selection Token; do
  name=octobatch-$(echo "$service" | tr '[:upper:]' '[:lower:]')
  # shellcheck disable=SC2086 # the list of processors is split on purpose
  list=$(printf '%s;' $rids)
  set -- -p:ContainerImageTags="\"$version;$tag\"" -p:SourceRevisionId="$commit" -p:UseAppHost=false
  case $rids in
    *' '*) set -- "$@" -p:RuntimeIdentifiers="\"${list%;}\"" -p:ContainerRuntimeIdentifiers="\"${list%;}\"" ;;
    *) set -- "$@" -p:ContainerRuntimeIdentifier="$rids" ;;
  esac
  [ -z "$source" ] || set -- "$@" -p:RepositoryUrl="$source"
  [ -z "$base" ] || set -- "$@" -p:ContainerBaseImage="$base"
  if [ -n "$archive" ]; then
    mkdir -p "$archive"
    set -- "$@" -p:ContainerArchiveOutputPath="$(cd "$archive" && pwd)/$name.tar"
  else
    path=${registry#*/}
    [ "$path" != "$registry" ] && path="$path/" || path=''
    set -- "$@" -p:ContainerRegistry="${registry%%/*}" -p:ContainerRepository="$path$name"
  fi
  dotnet publish "Octobatch.$service" --nologo --configuration "$configuration" -t:PublishContainer "$@"
done
